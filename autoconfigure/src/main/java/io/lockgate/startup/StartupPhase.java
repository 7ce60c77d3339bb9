package io.lockgate.startup;

/** When an application migrates as it starts. */
public enum StartupPhase {
    /** After the web server is up and liveness is, before readiness: in the first {@code ApplicationRunner}. */
    READY,
    /** Before any bean that depends on the database is created; liveness is not up yet. */
    INIT
}
