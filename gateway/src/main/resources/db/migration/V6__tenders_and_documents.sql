-- The tenders of shipments. The winner is the carrier that has accepted, as long as it stands.
create table tenders (
  shipment_id text collate "C" not null,
  tender      integer not null,
  tenant      text collate "C" not null,
  shipper     text not null,
  kind        text not null,
  status      text not null,
  opened_at   timestamptz not null,
  booked_at   timestamptz not null,
  winner      text collate "C",
  version     integer not null,
  primary key (shipment_id, tender)
);

create index tenders_by_status
  on tenders (tenant, status, opened_at desc, shipment_id desc, tender desc);
create index tenders_by_shipper
  on tenders (tenant, shipper, status, opened_at desc, shipment_id desc, tender desc);
create index tenders_by_winner
  on tenders (tenant, winner, booked_at desc, shipment_id desc) where winner is not null;

-- Who may read a tender beside its shipper: the carriers invited, or '*' for every carrier of the
-- tenant. While the tender looks for a carrier, they may read the shipment too.
create table tender_parties (
  shipment_id text collate "C" not null,
  tender      integer not null,
  carrier     text collate "C" not null,
  tenant      text collate "C" not null,
  status      text not null,
  opened_at   timestamptz not null,
  booked_at   timestamptz not null,
  version     integer not null,
  primary key (shipment_id, tender, carrier)
);

create index tender_parties_by_carrier
  on tender_parties (tenant, carrier, status, opened_at desc, shipment_id desc, tender desc);
create index tender_parties_reading
  on tender_parties (tenant, carrier, booked_at desc, shipment_id desc)
  where status in ('COLLECTING', 'EVALUATING', 'OFFERED');

-- The documents of shipments. The carrier is the assigned one if it sees the document in full.
create table documents (
  shipment_id text collate "C" not null,
  document    integer not null,
  tenant      text collate "C" not null,
  shipper     text not null,
  carrier     text collate "C",
  type        text not null,
  status      text not null,
  due_at      timestamptz,
  version     integer not null,
  primary key (shipment_id, document)
);

create index documents_by_status
  on documents (tenant, status, coalesce(due_at, timestamptz 'infinity'), shipment_id, document);
create index documents_by_shipper
  on documents
  (tenant, shipper, status, coalesce(due_at, timestamptz 'infinity'), shipment_id, document);
create index documents_by_carrier
  on documents
  (tenant, carrier, status, coalesce(due_at, timestamptz 'infinity'), shipment_id, document)
  where carrier is not null;
