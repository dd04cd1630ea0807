package io.countersign.docusign;

/**
 * Hears that something answered in DocuSign's place whose certificate is not to be trusted: of nobody who is known, for
 * another name, or past its end. Nothing was sent to it.
 */
@FunctionalInterface
public interface UntrustedServers {

    /**
     * Told once per call, on the thread where the call ended. Must neither block nor fail.
     *
     * @param environment whose address it answered at
     */
    void met(Environment environment);
}
