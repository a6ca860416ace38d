-- A shipment belongs to the tenant that it was booked in. Nodes from before this know the default
-- tenant alone. Every list is one tenant's, so its indexes begin with the tenant.
alter table shipments add column tenant text collate "C" not null default 'default';

drop index shipments_newest;
drop index shipments_by_status;
drop index shipments_by_carrier;
drop index shipments_by_shipper;

create index shipments_newest on shipments (tenant, booked_at desc, shipment_id desc);
create index shipments_by_status
  on shipments (tenant, status, booked_at desc, shipment_id desc);
create index shipments_by_carrier
  on shipments (tenant, carrier, booked_at desc, shipment_id desc);
create index shipments_by_shipper
  on shipments (tenant, shipper, booked_at desc, shipment_id desc);

-- Where each event stands in its shard's log, and who sent its command: null in rows of nodes from
-- before this.
alter table events add column log_offset bigint;
alter table events add column caller text;
