package io.lockgate.autoconfigure;

import io.lockgate.LockgateException;

/** A property {@code lockgate.*} has a value that makes no sense. */
final class InvalidPropertyException extends LockgateException {

    private static final long serialVersionUID = 1L;

    InvalidPropertyException(String property, Object value, String expected) {
        super(
                "The property %s has the value %s, which makes no sense.".formatted(property, value),
                "Set %s to %s.".formatted(property, expected));
    }
}
