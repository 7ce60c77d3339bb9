package io.lockgate.changelog;

import io.lockgate.LockgateException;
import org.jspecify.annotations.Nullable;

/** The role that migrates lacks a privilege. */
public final class PrivilegeMissingException extends LockgateException {

    private static final long serialVersionUID = 1L;

    public PrivilegeMissingException(String message, String action, @Nullable Throwable cause) {
        super(message, action, cause);
    }
}
