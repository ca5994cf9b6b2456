-- Up to 256 positions of a block.
-- of each log
insert into tenant.ledger_chunk (first_index, block_number, entry_ids, seqs, first_seq, last_seq)
values (:first_index::bigint, :block_number::bigint, :entry_ids::uuid[], :seqs::bigint[],
  :first_seq::bigint, :last_seq::bigint)
