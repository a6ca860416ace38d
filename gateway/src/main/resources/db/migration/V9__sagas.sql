-- Where booking processes stand, and when they are due: one row for each shipment with a booking or
-- a current tender. Without a booking phase, started_at and all that tells of one are null.
create table sagas (
  shipment_id text collate "C" primary key,
  shard       integer not null,
  tenant      text not null,
  shipper     text not null,
  phase       text,
  held        text,
  stuck_rule  text,
  stuck_code  text,
  paused      boolean not null,
  due_at      timestamptz,
  due_rule    text,
  started_at  timestamptz,
  updated_at  timestamptz not null,
  state       bytea not null,
  version     integer not null
);

-- The timers that a shard's owner reads.
create index sagas_due on sagas (shard, due_at);

-- What the metrics count: bookings that have not ended.
create index sagas_open on sagas (shard, phase, stuck_rule)
  where phase not in ('COMPENSATED', 'COMPLETED');

-- Bookings, newest start first.
create index sagas_started on sagas (tenant, started_at desc, shipment_id desc)
  where phase is not null;
