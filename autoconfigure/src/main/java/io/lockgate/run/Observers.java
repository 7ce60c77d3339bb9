package io.lockgate.run;

import java.util.List;
import java.util.function.Supplier;

/**
 * Who is told about runs.
 *
 * @param all asked for by every run but preliminary ones
 * @param early asked for by preliminary runs, while beans that need the database cannot be created yet
 */
public record Observers(Supplier<List<RunListener>> all, Supplier<List<RunListener>> early) {

    RunListener of(boolean preliminary) {
        return new RunListeners(List.copyOf((preliminary ? early : all).get()));
    }
}
