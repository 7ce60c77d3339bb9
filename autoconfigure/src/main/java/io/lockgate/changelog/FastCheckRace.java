package io.lockgate.changelog;

import java.util.Objects;
import java.util.stream.Stream;
import liquibase.changelog.FastCheckService;

/**
 * Liquibase remembers in one map for the whole process what was up to date, and looks up twice what another thread may forget in
 * between ({@code FastCheckService.isUpToDateFastCheck}): nothing has begun then.
 */
final class FastCheckRace {

    private FastCheckRace() {}

    static boolean isIn(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof NullPointerException
                        && cause.getStackTrace().length > 0
                        && cause.getStackTrace()[0].getClassName().equals(FastCheckService.class.getName()));
    }
}
