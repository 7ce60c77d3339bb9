package io.lockgate.actuate;

import io.lockgate.LockgateException;
import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.startup.RunStatus;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health component {@code schema}: {@code UP} while the gate is open, {@code OUT_OF_SERVICE} while a run goes on,
 * {@code DOWN} when it has failed. It asks no database, so that probes stay cheap.
 */
final class SchemaHealthIndicator extends AbstractHealthIndicator {

    private final ReadinessGate gate;

    SchemaHealthIndicator(ReadinessGate gate) {
        this.gate = gate;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        GateState state = gate.state();
        switch (state) {
            case OPEN -> health.up();
            case FAILED -> health.down();
            default -> health.outOfService();
        }
        health.withDetail("state", state);
        RunStatus run = gate.run();
        if (run != null && run.step() != null) {
            health.withDetail("step", run.step());
        }
        LockgateException failure = gate.failure();
        if (failure != null) {
            health.withDetail("failure", failure.summary()).withDetail("action", failure.action());
        }
    }
}
