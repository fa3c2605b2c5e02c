-- State rows: who may not be on this server.
CREATE TABLE ban (
    kind     TEXT NOT NULL,     -- address, mask or account
    mask     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    set_by   TEXT NOT NULL,     -- an operator's nick, or 'console'
    set_time INTEGER NOT NULL,
    expires  INTEGER NOT NULL,  -- nanoseconds since 1970, 0 for never
    PRIMARY KEY (kind, mask)
) WITHOUT ROWID;
