package org.flowable.common.engine.impl.interceptor;

/** Stands in for the class of flowable-engine-common; no test has one. */
public final class CommandContext {

    private CommandContext() {}
}
