-- Shipments whose log goes on behind a dead letter: the gateway decides nothing on them, and reads their
-- log on from next_offset when the letter is redriven. Truth of its own until the log is read again.
create table parked_shipments (
  shipment_id text collate "C" primary key,
  shard       integer not null,
  letter_id   text collate "C" not null,
  next_offset bigint not null,
  reason      text not null
);

create index parked_shipments_by_shard on parked_shipments (shard);

-- Raised when lanes were made for consumers of a shard: who runs one takes it over again before it goes on.
create table lane_generations (
  shard  integer primary key,
  number bigint not null
);
