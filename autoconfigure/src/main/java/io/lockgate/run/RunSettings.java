package io.lockgate.run;

import io.lockgate.database.DatabaseWait;
import io.lockgate.database.DdlTimeouts;
import io.lockgate.database.Pooler;
import io.lockgate.database.SessionSettings;
import io.lockgate.database.SignOfLife;
import io.lockgate.database.SpareConnections;
import io.lockgate.lock.LockWait;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOff;

/**
 * How patient a run is, and how it shows itself to others.
 *
 * @param timeout how long it may take in all; null for as long as it takes
 * @param databaseWait for a database that does not answer yet
 * @param lockWait for another migrator
 * @param pooler what to make of a pooler in between
 * @param session the settings of its session
 * @param ddl the limits of the statements of changesets
 * @param retry the pauses before what failed for a reason that passes is tried again, and how often it is: a changeset that
 *     collided with others, and the run as a whole
 * @param room how many more connections a data source would hand out at once
 */
public record RunSettings(
        @Nullable Duration timeout,
        DatabaseWait databaseWait,
        LockWait lockWait,
        Pooler pooler,
        SessionSettings session,
        DdlTimeouts ddl,
        BackOff retry,
        ToIntFunction<DataSource> room) {

    /** The same for somebody who does not wait for a database that does not answer at once. */
    RunSettings impatient() {
        return new RunSettings(
                timeout, new DatabaseWait(1, Duration.ZERO), lockWait, pooler, session, ddl, retry, room);
    }

    /** Shows others that a run works while it holds locks; null unless holders that show no life are ended. */
    @Nullable
    SignOfLife signOfLife(SpareConnections spare) {
        Duration silence = lockWait.takeoverAfter();
        return silence == null ? null : SignOfLife.on(spare, session, silence);
    }

    /** Whether a data source would hand out one more connection at once. */
    Predicate<DataSource> hasRoom() {
        return dataSource -> room.applyAsInt(dataSource) > 0;
    }
}
