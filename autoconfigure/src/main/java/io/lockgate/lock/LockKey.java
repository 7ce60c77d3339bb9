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

    /**
     * A condition on {@code pg_locks}: the lock of the parameter {@code :key} is granted in this database. A 64-bit key stands
     * there as two halves, with {@code objsubid} 1 (PostgreSQL documentation, "pg_locks").
     */
    static final String IS_GRANTED = """
            locktype = 'advisory' and granted
            and database = (select oid from pg_database where datname = current_database())
            and classid = ((:key >> 32) & x'ffffffff'::bigint)::oid
            and objid = (:key & x'ffffffff'::bigint)::oid
            and objsubid = 1
            """;

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

    /** A condition on {@code pg_locks}: this lock is granted in this database. */
    public String isGranted() {
        return IS_GRANTED.replace(":key", toString());
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
