-- Roles of the cluster.
create role tally_owner login;
create role tally_platform login;
create role tally_sealer login;
create role tally_ledger nologin;
