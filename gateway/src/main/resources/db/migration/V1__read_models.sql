-- The read models. All of it can be rebuilt from the log.

-- One row per shipment: what is asked for in lists, and the state a shard needs to go on.
create table shipments (
  shipment_id text collate "C" primary key,
  version     integer not null,
  status      text not null,
  shipper     text not null,
  carrier     text,
  booked_at   timestamptz not null,
  updated_at  timestamptz not null,
  state       bytea not null,
  receipts    text not null
) with (fillfactor = 80);

create index shipments_newest on shipments (booked_at desc, shipment_id desc);
create index shipments_by_status on shipments (status, booked_at desc, shipment_id desc);
create index shipments_by_carrier on shipments (carrier, booked_at desc, shipment_id desc);
create index shipments_by_shipper on shipments (shipper, booked_at desc, shipment_id desc);

-- The history: each event's bytes as the log has them.
create table events (
  shipment_id text collate "C" not null,
  version     integer not null,
  command_id  text not null,
  value       bytea not null,
  primary key (shipment_id, version)
);

-- Tracking updates by identity; log_offset breaks ties between equal observation times.
create table positions (
  shipment_id text collate "C" not null,
  device_id   text collate "C" not null,
  sequence    bigint not null,
  observed_at timestamptz not null,
  log_offset  bigint not null,
  value       bytea not null,
  primary key (shipment_id, device_id, sequence)
);

create index positions_newest on positions (shipment_id, observed_at desc, log_offset desc);

-- Up to where each shard's topics are projected: the first offsets that are not.
create table checkpoints (
  shard          integer primary key,
  events_next    bigint not null,
  positions_next bigint not null
);
