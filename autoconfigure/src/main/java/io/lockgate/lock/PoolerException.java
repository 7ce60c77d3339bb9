package io.lockgate.lock;

import io.lockgate.LockgateException;

/** A pooler stands between us and the server, and a lock of a session may outlive us, or be nobody's. */
final class PoolerException extends LockgateException {

    private static final long serialVersionUID = 1L;

    PoolerException(boolean byTransaction) {
        super(
                byTransaction
                        ? "The connection goes through a connection pooler with transaction pooling: the session that holds the "
                                + "lock would serve others, too, and the lock would keep out nobody."
                        : "The connection goes through a connection pooler: if it pools by transaction or by statement, a lock "
                                + "keeps out nobody.",
                "Migrate past the pooler: let spring.liquibase.url point at the server itself."
                        + (byTransaction
                                ? ""
                                : " If the pooler gives each client a session of its own (pool_mode = session), say so by "
                                        + "lockgate.lock.pooler=session."));
    }
}
