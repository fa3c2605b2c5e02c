-- State rows: names with a password.  All that could open or find an account is here and not in the log.
CREATE TABLE account (
    id           TEXT PRIMARY KEY,  -- the identity of its user
    name         TEXT NOT NULL,
    created      INTEGER NOT NULL,  -- nanoseconds since 1970
    password     TEXT NOT NULL,     -- an Argon2id verifier, '' for none
    scram        TEXT NOT NULL,     -- SCRAM-SHA-256 keys (RFC 5803), '' for none
    email        TEXT NOT NULL,
    verified     INTEGER NOT NULL,
    suspended    TEXT NOT NULL      -- why nobody may log in, '' while they may
) WITHOUT ROWID;

CREATE TABLE account_certificate (
    account     TEXT NOT NULL REFERENCES account (id),
    place       INTEGER NOT NULL,   -- order of adding
    fingerprint TEXT NOT NULL,      -- SHA-256, small hexadecimal digits
    PRIMARY KEY (account, place)
) WITHOUT ROWID;

CREATE TABLE account_setting (
    account TEXT NOT NULL REFERENCES account (id),
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (account, key)
) WITHOUT ROWID;
