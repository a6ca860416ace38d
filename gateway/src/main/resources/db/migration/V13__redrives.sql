-- caller: for whom a letter was parked first. original: the bytes that could not be read. redrive_due:
-- what the letter is about is to be tried again by the owner of its shard.
alter table dead_letters
  add column caller text,
  add column original bytea,
  add column redrive_due boolean not null default false;

create index dead_letters_due on dead_letters (shard) where redrive_due;
