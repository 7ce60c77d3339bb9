package io.lockgate.run;

import io.lockgate.LockgateException;

/** Another run is going on in this process. */
public final class RunInProgressException extends LockgateException {

    private static final long serialVersionUID = 1L;

    RunInProgressException(Run current) {
        super(
                "A run is going on in this process since %s (%s).".formatted(current.startedAt(), current.id()),
                "Wait until it is done; /actuator/schema shows how far it is.");
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
