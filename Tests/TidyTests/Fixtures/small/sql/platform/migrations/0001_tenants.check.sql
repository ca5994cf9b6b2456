select 'platform.tenant is missing' where to_regclass('platform.tenant') is null;
