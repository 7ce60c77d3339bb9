package io.lockgate.startup;

import io.lockgate.run.RunStep;

/** Where an application is on its way to an open gate. */
public enum GateState {
    WAITING_FOR_DATABASE,
    RECOGNISING,
    WAITING_FOR_LOCK,
    MIGRATING,
    CHECKING,
    OPEN,
    FAILED;

    static GateState during(RunStep step) {
        return switch (step) {
            case WAIT_FOR_DATABASE -> WAITING_FOR_DATABASE;
            case RECOGNISE -> RECOGNISING;
            case ACQUIRE_LOCK -> WAITING_FOR_LOCK;
            case PLAN, GUARD, APPLY -> MIGRATING;
            case CHECK -> CHECKING;
            case OPEN -> CHECKING;
        };
    }
}
