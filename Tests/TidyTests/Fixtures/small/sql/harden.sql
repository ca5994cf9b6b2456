revoke temporary on database forge from public;
