package io.lockgate.lock;

import io.lockgate.LockgateException;
import io.lockgate.database.MigrationConnection;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The id of a transaction, by which its server tells on another connection what became of it, after that of the transaction was
 * lost.
 *
 * @param id means something to this server alone
 * @param server the cluster, and the timeline of its history: a standby that was promoted has another
 */
record TransactionId(String id, String server) {

    private static final Logger log = LoggerFactory.getLogger(TransactionId.class);

    /** Time for a server that crashed to come back, and for one that has not noticed the loss to do so. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final String SERVER = """
            (select pg_catalog.concat(
                        system_identifier, '/',
                        pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8))
               from pg_catalog.pg_control_system())
            """;

    /** Id of the transaction of a connection, which gets one if it has none; empty where the server does not tell. */
    static Optional<TransactionId> of(MigrationConnection connection) {
        return connection.askInTransaction(() -> connection
                .jdbc()
                .sql("select pg_catalog.pg_current_xact_id()::pg_catalog.text, " + SERVER)
                .query((row, number) -> new TransactionId(row.getString(1), row.getString(2)))
                .single());
    }

    /**
     * Asks what became of the transaction, for a while: the server may be on its way back, or still at work.
     *
     * @param lost the connection that the transaction was on
     */
    Remains fate(MigrationConnection lost) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                Optional<String> status = ask(lost);
                if (status.isPresent() && !status.get().equals("in progress")) {
                    return remains(status.get());
                }
                if (System.nanoTime() > deadline) {
                    return Remains.UNKNOWN;
                }
                lost.cancellation().sleep(PAUSE);
            }
        } catch (LockgateException | DataAccessException e) {
            log.debug("Could not ask what became of transaction {}", id, e);
            return Remains.UNKNOWN;
        }
    }

    private static Remains remains(String status) {
        return switch (status) {
            case "aborted" -> Remains.NOTHING;
            case "committed" -> Remains.PART;
            default -> Remains.UNKNOWN;
        };
    }

    /** Its status; empty as long as there is no connection to ask on. */
    private Optional<String> ask(MigrationConnection lost) {
        return lost.openAnother().map(another -> {
            try (another) {
                return status(another.jdbc());
            }
        });
    }

    /** One that is too old has no status. */
    private String status(JdbcClient jdbc) {
        return jdbc.sql("""
                        select coalesce(
                                   case when %s operator(pg_catalog.=) ?::pg_catalog.text
                                        then pg_catalog.pg_xact_status(?::pg_catalog.text::pg_catalog.xid8) end,
                                   'unknown')
                        """.formatted(SERVER))
                .param(server)
                .param(id)
                .query(String.class)
                .single();
    }
}
