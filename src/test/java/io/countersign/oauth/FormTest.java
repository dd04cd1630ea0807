package io.countersign.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a form is read leniently, and what is refused. */
class FormTest {

    @Test
    void readsWhatClientsSend() {
        Form form =
                read("grant_type=client_credentials&scope=a+b%20c&unknown=x&empty=&empty=&resource=", "resource=r%3A1");
        assertThat(form.get("grant_type")).isEqualTo("client_credentials");
        assertThat(form.get("scope")).isEqualTo("a b c");
        assertThat(form.get("empty")).as("RFC 6749, section 3.2").isNull();
        assertThat(form.resources()).containsExactly("r:1");
    }

    @Test
    void takesForNothingElseWhatMeansSomethingInAnAddress() {
        assertThat(read("?scope=a&b=c?d#e", null).get("b")).isEqualTo("c?d#e");
        assertThat(read("?scope=a", null).get("scope")).isNull();
        assertThat(read("=scope=a", null).get("scope")).isNull();
        assertThat(read("x=1&=resource=a", null).resources()).isEmpty();
    }

    @Test
    void countsResourcesOfFormAndAddressTogether() {
        assertThat(read("resource=a", "resource=b").resources()).containsExactly("a", "b");
        assertThat(Target.of(read("resource=" + URN, "resource=" + URN))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"grant_type=a&grant_type=a", "x=1&x=2", "scope=%zz", "%=1", "scope=%e", "a=%u0041", "x=1#&x=2"})
    void refusesWhatCanBeReadInTwoWays(String body) {
        assertThat(Form.read(body, null)).isInstanceOf(Form.Reading.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_secret=x", "scope=x", "resource=x&grant_type=", "resource=%zz"})
    void refusesAnAddressWithMoreThanTheResource(String query) {
        assertThat(Form.read("", query)).isInstanceOf(Form.Reading.Refused.class);
    }

    @Test
    void letsAStrangersParameterInTheAddressPass() {
        assertThat(Form.read("", "api-version=2")).isInstanceOf(Form.Reading.Read.class);
    }

    private static final String URN = "urn:countersign:tenant:acme";

    private static Form read(String body, String query) {
        return ((Form.Reading.Read) Form.read(body, query)).form();
    }
}
