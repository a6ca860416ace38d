-- Nodes that use this database, of whatever cluster: each renews its row every few seconds. Truth of its own, of seconds.
create table cluster_nodes (
  node_id      uuid primary key,
  cluster_name text not null,
  address      text not null,
  seen_at      timestamptz not null
);
