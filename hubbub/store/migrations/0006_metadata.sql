-- State rows: what accounts and channels tell about themselves.
CREATE TABLE metadata (
    target TEXT NOT NULL,   -- an account's id, or a channel's folded name
    key    TEXT NOT NULL,   -- small letters
    value  TEXT NOT NULL,
    PRIMARY KEY (target, key)
) WITHOUT ROWID;
