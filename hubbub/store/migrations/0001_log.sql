-- A conversation is a channel (its folded name) or a pair of identities (model/names.py, direct).
CREATE TABLE conversation (
    id  INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
);

-- Who takes part in a direct conversation.
CREATE TABLE party (
    identity     TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    PRIMARY KEY (identity, conversation)
) WITHOUT ROWID;

-- One row for each event and conversation.  The last row of a conversation holds its counters, so it is never
-- deleted: the next sequence and ordinal are counted from it, as the next position is from the newest row of all.
CREATE TABLE log (
    position     INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    sequence     INTEGER NOT NULL,  -- gap-free in its conversation, from 1
    ordinal      INTEGER NOT NULL,  -- messages (kind 'Said') in the conversation up to and with this row
    id           TEXT NOT NULL,     -- the msgid
    time         INTEGER NOT NULL,  -- nanoseconds since 1970, UTC
    kind         TEXT NOT NULL,     -- the event's class
    author       TEXT NOT NULL,     -- the identity of who did it, '' where nobody did
    cid          TEXT,              -- the sender's own id for a message
    copy         INTEGER NOT NULL,  -- rows between this one and the event's first, which has the body
    body         BLOB               -- the event as JSON, NULL where copy > 0
);
-- A conversation is paged by position, which every index entry ends with.  A message is in one index of its
-- conversation only: with many conversations in a batch each such index is one more page to write for each.
CREATE INDEX log_messages ON log (conversation) WHERE kind = 'Said';
CREATE INDEX log_changes ON log (conversation) WHERE kind <> 'Said';
CREATE INDEX log_by_id ON log (id);
CREATE INDEX log_by_time ON log (time);
CREATE INDEX log_by_cid ON log (cid) WHERE cid IS NOT NULL;
CREATE INDEX log_retries ON log (time) WHERE cid IS NOT NULL;

-- State rows: what the log's events add up to, changed in the same transaction.
CREATE TABLE channel (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    name         TEXT NOT NULL,
    created      INTEGER NOT NULL,
    flags        TEXT NOT NULL,     -- mode letters, sorted
    key          TEXT NOT NULL,     -- '' for none
    user_limit   INTEGER NOT NULL,  -- 0 for none
    topic        TEXT,              -- NULL for none
    topic_by     TEXT,
    topic_time   INTEGER
);

CREATE TABLE channel_list (
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    place        INTEGER NOT NULL,  -- order of setting
    letter       TEXT NOT NULL,
    mask         TEXT NOT NULL,
    set_by       TEXT NOT NULL,
    set_time     INTEGER NOT NULL,
    PRIMARY KEY (conversation, place)
) WITHOUT ROWID;

-- One row that is rewritten to learn whether the disk keeps what is written.
CREATE TABLE probe (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
);
INSERT INTO probe VALUES (1, 0);
