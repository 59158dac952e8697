package dev.socketley.engine.error;

/**
 * Every kind of failure that a user can meet, one row each. The word is the third value of a
 * refused Lua call and the {@code code} of a control reply; the exit status is the command line's.
 */
public enum ErrorCode {
    EINVAL(1, "a value has the wrong type, shape or range"),
    EOPTION(1, "an option of that name does not exist"),
    ETYPE(1, "a runtime type of that name does not exist"),
    ENAME(1, "a runtime name is not 1 to 128 letters, digits, '-', '_' or '.'"),
    EEXIST(1, "a runtime of that name exists already"),
    ENOTFOUND(1, "nothing of that name exists"),
    ESTATE(1, "the runtime is not in a state that allows this"),
    ESCRIPT(1, "a script did not compile or raised an error"),
    ELIMIT(1, "a limit was reached"),
    EADDRINUSE(2, "the port or socket is in use by somebody else"),
    EACCES(2, "the system refuses access"),
    ERESOLVE(2, "a host or runtime name does not resolve"),
    ECONNECT(2, "a connection could not be made or was lost"),
    ETLS(2, "TLS could not be agreed on, or a certificate was refused"),
    ETIMEOUT(2, "an answer did not come in time"),
    ECLOSED(2, "the target is closed or closing"),
    EIO(2, "a file or device failed"),
    ECACHE(1, "a cache refused a command; the message is the reply's"),
    EDB(2, "the database refused or failed"),
    EINTERNAL(2, "an invariant of the engine is broken");

    private final int exitStatus;
    private final String meaning;

    ErrorCode(int exitStatus, String meaning) {
        this.exitStatus = exitStatus;
        this.meaning = meaning;
    }

    /** Exit status of a command that fails for this reason: 1 for the caller's, 2 for the world's. */
    public int exitStatus() {
        return exitStatus;
    }

    public String meaning() {
        return meaning;
    }
}
