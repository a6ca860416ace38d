-- The tenders of shipments, and who may read them: the carriers invited, or '*' for every carrier of
-- the tenant.
create table tenders (
  shipment_id text collate "C" not null,
  tender      integer not null,
  kind        text not null,
  status      text not null,
  opened_at   timestamptz not null,
  version     integer not null,
  primary key (shipment_id, tender)
);

create table tender_parties (
  shipment_id text collate "C" not null,
  tender      integer not null,
  carrier     text not null,
  version     integer not null,
  primary key (shipment_id, tender, carrier)
);

-- The documents of shipments.
create table documents (
  shipment_id text collate "C" not null,
  document    integer not null,
  type        text not null,
  status      text not null,
  due_at      timestamptz,
  version     integer not null,
  primary key (shipment_id, document)
);
