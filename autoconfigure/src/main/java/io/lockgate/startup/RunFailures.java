package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Failures of runs, each kept until a run of the same kind succeeds. Tenants that are migrated beside the traffic say nothing
 * about the schema that they share.
 */
final class RunFailures {

    private @Nullable Failure ofSchema;

    private @Nullable Failure ofTenants;

    /** A run, or an attempt of it, has failed. */
    void failed(Run run, LockgateException why) {
        Failure failure = new Failure(run.id(), why);
        if (run.isBesideTraffic()) {
            ofTenants = failure;
        } else {
            ofSchema = failure;
        }
    }

    /** Forgets older failures; after a preliminary run, which migrates one changelog of many, those of its own attempts only. */
    void succeeded(Run run) {
        if (run.isBesideTraffic()) {
            ofTenants = null;
        } else if (!run.isPreliminary() || (ofSchema != null && ofSchema.run().equals(run.id()))) {
            ofSchema = null;
        }
    }

    /** The one to be shown: that of the schema first, which keeps the gate closed. */
    @Nullable
    LockgateException current() {
        Failure failure = ofSchema == null ? ofTenants : ofSchema;
        return failure == null ? null : failure.why();
    }

    private record Failure(String run, LockgateException why) {}
}
