package io.lockgate.lock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The key of a PostgreSQL advisory lock. It holds within one database (PostgreSQL documentation, 13.3.5).
 *
 * @param value the 64 bits that PostgreSQL knows the lock by
 */
public record LockKey(long value) {

    private static final long LOWER_HALF = 0xffff_ffffL;

    private static final char SEPARATOR = '\0';

    /** The key of everything whose history is kept in one table: migrations of the same history exclude each other. */
    public static LockKey of(String schema, String historyTable) {
        byte[] digest = sha256().digest(String.join(String.valueOf(SEPARATOR), "lockgate/v1", schema, historyTable)
                .getBytes(StandardCharsets.UTF_8));
        return new LockKey(ByteBuffer.wrap(digest).getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * A condition on {@code pg_locks}: this lock is granted in this database. A 64-bit key stands there as two halves, with
     * {@code objsubid} 1 (PostgreSQL documentation, "pg_locks").
     */
    public String isGranted() {
        return """
                locktype operator(pg_catalog.=) 'advisory' and granted
                and database operator(pg_catalog.=)
                    (select oid from pg_catalog.pg_database where datname operator(pg_catalog.=) pg_catalog.current_database())
                and classid operator(pg_catalog.=) '%d'::pg_catalog.oid
                and objid operator(pg_catalog.=) '%d'::pg_catalog.oid
                and objsubid operator(pg_catalog.=) 1
                """.formatted(value >>> Integer.SIZE, value & LOWER_HALF);
    }

    /** The key as a part of a statement. Quoted: a minus sign in front of a cast would be an operator. */
    public String literal() {
        return "'%d'::bigint".formatted(value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
