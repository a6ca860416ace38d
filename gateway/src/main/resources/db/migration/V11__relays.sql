-- How each shard of a relay was when its owner wrote it last. Its cursor and lanes stand in
-- consumer_cursors and consumer_lanes.
create table relay_shards (
  relay        text collate "C" not null,
  shard        integer not null,
  node_id      text not null,
  state        text not null,
  cause_code   text,
  cause_detail text,
  cause_since  timestamptz,
  primary key (relay, shard)
) with (fillfactor = 70);
