package io.lockgate.changelog;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** The bytes of a file on their way to Liquibase; tells their digest when it is closed. */
final class FollowedStream extends FilterInputStream {

    private static final int BLOCK = 1 << 13;

    private final Sha256 digest = new Sha256();

    private final Consumer<String> follower;

    private boolean closed;

    FollowedStream(InputStream file, Consumer<String> follower) {
        super(file);
        this.follower = follower;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            digest.update(buffer, offset, read);
        }
        return read;
    }

    /** Skipped bytes count as well. */
    @Override
    public long skip(long count) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(Math.max(count, 0), BLOCK)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** A parser that knows enough may have left something unread; of what cannot be read there is no digest. */
    private String rest() {
        try {
            while (skip(BLOCK) > 0) {}
            return digest.hex();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!closed) {
                closed = true;
                follower.accept(rest());
            }
        } finally {
            super.close();
        }
    }
}
