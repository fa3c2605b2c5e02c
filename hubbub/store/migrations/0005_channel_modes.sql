-- Where those are sent who may not join, '' for nowhere (mode f).
ALTER TABLE channel ADD COLUMN forward TEXT NOT NULL DEFAULT '';
