package io.lockgate.autoconfigure;

import io.lockgate.LockgateException;

/** A property {@code lockgate.*} has a value that makes no sense, or lacks one. */
final class InvalidPropertyException extends LockgateException {

    private static final long serialVersionUID = 1L;

    InvalidPropertyException(String property, Object value, String expected) {
        super(
                "The property %s has the value %s, which makes no sense.".formatted(property, value),
                "Set %s to %s.".formatted(property, expected));
    }

    private InvalidPropertyException(String message, String action) {
        super(message, action);
    }

    static InvalidPropertyException missing(String property) {
        return new InvalidPropertyException(
                "The property %s has no value.".formatted(property),
                "Set %s, or remove the other properties beside it.".formatted(property));
    }

    static InvalidPropertyException twoOf(String one, String other) {
        return new InvalidPropertyException(
                "The properties %s and %s are both set.".formatted(one, other), "Set one of them.");
    }

    static InvalidPropertyException oneOf(String one, String other) {
        return new InvalidPropertyException(
                "Neither %s nor %s is set, and there is no TenantSchemas bean.".formatted(one, other),
                "Set one of them, or define the bean.");
    }
}
