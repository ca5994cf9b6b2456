revoke temporary on database postgres from public;
