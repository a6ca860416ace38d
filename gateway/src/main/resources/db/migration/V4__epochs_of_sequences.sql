-- A device that counts anew after a restart raises the epoch of its sequences, so the same sequence
-- may come again at the same time. Nodes from before this write epoch 0.
alter table positions add column sequence_epoch integer not null default 0;
alter table positions drop constraint positions_pkey;
alter table positions add primary key (shipment_id, observed_at, device_id, sequence_epoch, sequence);
