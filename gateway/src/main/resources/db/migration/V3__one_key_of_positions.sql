-- Positions have one key, in the order that they are asked for: the second one took a third of what
-- a row costs. What the other key was for, the newest sequences of a device, is looked for among all of
-- the shipment's positions, and not at all where the device has never reported.
create table devices (
  shipment_id text collate "C" not null,
  device_id   text collate "C" not null,
  primary key (shipment_id, device_id)
);

insert into devices select distinct shipment_id, device_id from positions;

drop index positions_newest;
alter table positions drop constraint positions_pkey;
alter table positions add primary key (shipment_id, observed_at, device_id, sequence);
