-- Full-text search.  The index holds no text of its own; its rows are named by their position in the log.
CREATE VIRTUAL TABLE search USING fts5 (
    conversation,   -- c and the conversation's number
    author,         -- n and the folded nick in hexadecimal digits
    text,
    content = '',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- How far the index has followed the log, and whether something that was erased is still to be merged out of it:
-- 0 no, 1 yes, 2 under way.
CREATE TABLE search_state (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL,
    erasing  INTEGER NOT NULL
);
INSERT INTO search_state VALUES (1, 0, 0);
