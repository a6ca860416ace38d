-- Contents of documents by their hash: the one thing here that the log cannot rebuild.
create table blobs (
  tenant     text collate "C" not null,
  sha256     text collate "C" not null,
  media_type text not null,
  size_bytes integer not null,
  touched_at timestamptz not null,
  primary key (tenant, sha256)
);

create index blobs_untouched on blobs (touched_at);

-- A content in chunks of 256 KiB, numbered from 0; only the last one is shorter.
create table blob_chunks (
  tenant text collate "C" not null,
  sha256 text collate "C" not null,
  number integer not null,
  bytes  bytea not null,
  primary key (tenant, sha256, number),
  foreign key (tenant, sha256) references blobs on delete cascade
);

-- Most contents are compressed already.
alter table blob_chunks alter column bytes set storage external;

-- Chunks of uploads under way. They are kept apart from the contents, so that a content is there
-- whole or not at all, and two uploads of the same one do not wait for each other. A crash of
-- PostgreSQL may lose them, as it breaks the uploads off.
create unlogged table blob_uploads (
  upload_id uuid primary key,
  alive_at  timestamptz not null
);

create unlogged table blob_upload_chunks (
  upload_id uuid not null references blob_uploads on delete cascade,
  number    integer not null,
  bytes     bytea not null,
  primary key (upload_id, number)
);

alter table blob_upload_chunks alter column bytes set storage external;

-- Which contents the documents of a shipment have ever named; rebuildable, as every view.
-- shown_to_carrier: whether the assigned carrier may see one of these documents.
create table document_contents (
  shipment_id      text collate "C" not null,
  sha256           text collate "C" not null,
  shown_to_carrier boolean not null,
  version          integer not null,
  primary key (shipment_id, sha256)
);

create index document_contents_by_hash on document_contents (sha256);
