/// What an attacker who controls the text of SQL in tenant A's session tries.
///
/// Source: the list measured on PostgreSQL 15 for shared roles (`set local role`) and for one LOGIN
/// role a tenant, and more of our own.
struct EscapeAttack: Sendable {
  let name: String
  /// `OTHER` stands for tenant B's role, `THEIRS` for its schema.
  let steps: [String]
  /// Found in what came back when the attack worked.
  let loot: String

  init(_ name: String, _ steps: [String], _ loot: String) {
    self.name = name
    self.steps = steps
    self.loot = loot
  }

  private static let secret = "select v from THEIRS.secret"
  private static let shadow = [
    "create temp table tenants(name text, api_key text)",
    "insert into pg_temp.tenants values ('b', 'x')", "grant all on pg_temp.tenants to public",
  ]

  static let measured: [EscapeAttack] = [
    .init("direct read", [secret], "B-SECRET"),
    .init("reset role, set role", ["reset role", "set role OTHER", secret], "B-SECRET"),
    .init("set role", ["set role OTHER", secret], "B-SECRET"),
    .init("stacked", ["select 1; reset role; set role OTHER; \(secret)"], "B-SECRET"),
    .init(
      "one select: set_config, query_to_xml",
      [
        """
        select set_config('role', 'OTHER', true),
          query_to_xml('select * from THEIRS.secret', true, false, '')::text
        """
      ], "B-SECRET"),
    .init(
      "set_config, then read", ["select set_config('role', 'OTHER', true)", secret], "B-SECRET"),
    .init(
      "update pg_settings",
      ["update pg_settings set setting = 'OTHER' where name = 'role'", secret], "B-SECRET"),
    .init(
      "one select: set_config, table_to_xml",
      [
        """
        select set_config('role', 'OTHER', true),
          table_to_xml('THEIRS.secret', true, false, '')::text
        """
      ], "B-SECRET"),
    .init(
      "do block",
      ["do $$ begin execute 'reset role'; execute 'set role OTHER'; end $$", secret], "B-SECRET"),
    .init("commit, set role", ["commit", "set role OTHER", secret], "B-SECRET"),
    .init("set session authorization", ["set session authorization OTHER", secret], "B-SECRET"),
    .init(
      "row security by setting: set_config",
      ["select set_config('app.tenant', 'b', true)", "select note from app.cases"], "B-CASE"),
    .init(
      "row security by setting: set", ["set app.tenant = 'b'", "select note from app.cases"],
      "B-CASE"),
    .init(
      "row security by setting: one select",
      [
        """
        select set_config('app.tenant', 'b', true),
          query_to_xml('select note from app.cases', true, false, '')::text
        """
      ], "B-CASE"),
    .init("row security by role", ["select note from app.cases2"], "B-CASE"),
    .init(
      "row security by role, set role", ["set role OTHER", "select note from app.cases2"], "B-CASE"),
    .init("definer without path", shadow + ["select 'R=' || app.sd_unsafe('b')::text"], "R=true"),
    .init("definer, half path", shadow + ["select 'R=' || app.sd_half('b', 'x')::text"], "R=true"),
    .init("definer, whole path", shadow + ["select 'R=' || app.sd_safe('b', 'x')::text"], "R=true"),
    .init(
      "names in the catalog",
      [
        """
        select 'N=' || string_agg(nspname || '.' || relname, ',') from pg_class c
        join pg_namespace n on n.oid = relnamespace where nspname = 'THEIRS'
        """
      ], "N=THEIRS."),
    .init(
      "row estimate",
      [
        """
        select 'E=' || c.reltuples from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'THEIRS' and relname = 'secret'
        """
      ], "E="),
    .init("list of roles", ["select 'N=' || rolname from pg_roles"], "N=OTHER"),
    .init("function source", ["select prosrc from pg_proc where proname = 'sd_safe'"], "begin"),
    .init(
      "pg_stats", ["select histogram_bounds::text from pg_stats where schemaname = 'THEIRS'"],
      "B-SECRET"),
    .init(
      "table size",
      [
        """
        select 'S=' || pg_total_relation_size(c.oid) from pg_class c
        join pg_namespace n on n.oid = relnamespace
        where nspname = 'THEIRS' and relname = 'secret'
        """
      ], "S="),
    .init("listen", ["listen tenant_b_events", "select 'CH'"], "CH"),
    .init("notify", ["notify tenant_b_events, 'x'", "select 'NT'"], "NT"),
    .init("advisory lock", ["select 'L=' || pg_try_advisory_xact_lock(42)::text"], "L=true"),
    .init(
      "lift statement_timeout",
      ["set statement_timeout = 0", "select 'ST=' || current_setting('statement_timeout')"],
      "ST=0"),
    .init(
      "alter role current_user set",
      ["alter role current_user set search_path = 'evil'", "select 'AR=ok'"], "AR=ok"),
    .init(
      "reset role, alter role current_user set role",
      ["reset role", "alter role current_user set role = 'OTHER'", "select 'AR=ok'"], "AR=ok"),
    .init("read a file", ["select pg_read_file('/etc/passwd', 0, 20)"], "root"),
    .init("large object", ["select 'LO=' || lo_from_bytea(0, 'x')::text"], "LO="),
    .init(
      "sessions of others",
      ["select 'P=' || pid from pg_stat_activity where usename <> current_user"], "P="),
  ]

  static let ours: [EscapeAttack] = [
    .init("large object, other door", ["select 'LO=' || lo_create(0)::text"], "LO="),
    .init("large object, oldest door", ["select 'LO=' || lo_creat(-1)::text"], "LO="),
    .init("advisory lock, two keys", ["select 'L=' || pg_try_advisory_lock(4, 2)::text"], "L=true"),
    .init(
      "advisory lock, shared",
      ["select 'L=' || pg_try_advisory_xact_lock_shared(4)::text"], "L=true"),
    .init("notify by function", ["select pg_notify('tenant_b_events', 'x'), 'NT'"], "NT"),
    .init(
      "query by ts_stat",
      ["select word from ts_stat('select to_tsvector(v) from THEIRS.secret')"], "secret"),
    .init(
      "query by ts_rewrite",
      ["select 'Q=' || ts_rewrite('a'::tsquery, 'select ''a''::tsquery, ''b''::tsquery')"], "Q="),
    .init(
      "function source by definition",
      ["select pg_get_functiondef('app.sd_safe(text,text)'::regprocedure)"], "begin"),
    .init(
      "row counts of others",
      [
        """
        select 'C=' || pg_stat_get_live_tuples(c.oid) from pg_class c
        join pg_namespace n on n.oid = relnamespace where nspname = 'THEIRS'
        """
      ], "C="),
    .init("list of users", ["select 'N=' || usename from pg_user"], "N=OTHER"),
    .init("database size", ["select 'D=' || pg_database_size(current_database())"], "D="),
    .init("sessions by function", ["select 'P=' || pid from pg_stat_get_activity(null)"], "P="),
    .init("locks of others", ["select 'K=' || count(*) from pg_locks"], "K="),
    .init("write to the log", ["select pg_logical_emit_message(false, 'x', 'y'), 'EM'"], "EM"),
    .init(
      "own function",
      ["create function pg_temp.f() returns text language sql as 'select ''F'''", "select 'F=1'"],
      "F=1"),
    .init("table in public", ["create table public.mine (a int)", "select 'T=1'"], "T=1"),
    .init("temporary table", ["create temp table mine (a int)", "select 'T=1'"], "T=1"),
    .init("own schema", ["create schema mine", "select 'T=1'"], "T=1"),
    .init("create role", ["create role mine", "select 'T=1'"], "T=1"),
    .init("other's password", ["alter role OTHER password 'x'", "select 'T=1'"], "T=1"),
    .init("become a member", ["grant OTHER to current_user", "select 'T=1'"], "T=1"),
    .init("run a program", ["copy (select 1) to program 'true'", "select 'T=1'"], "T=1"),
    .init("extension", ["create extension citext", "select 'T=1'"], "T=1"),
    .init("settings of the server", ["alter system set work_mem = '1GB'", "select 'T=1'"], "T=1"),
    .init("prepared statement", ["prepare p as \(secret)", "execute p"], "B-SECRET"),
    .init("cursor", ["declare c cursor for \(secret)", "fetch all from c"], "B-SECRET"),
    .init(
      "foreign key probe", ["lock table THEIRS.secret in access share mode", "select 'T=1'"], "T=1"),
  ]
}
