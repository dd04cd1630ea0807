package io.countersign.docusign;

import io.countersign.docusign.UserInfo.Account;
import io.countersign.docusign.UserInfoAnswer.Known;
import io.countersign.docusign.UserInfoAnswer.Refused;
import io.countersign.docusign.UserInfoAnswer.Silent;
import io.countersign.docusign.UserInfoAnswer.Silent.Reason;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Reads what userinfo answered. The status decides, not the text: a dead access token gets 401 with {@code internal_server_error}. */
final class UserInfoAnswers {

    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;

    private UserInfoAnswers() {}

    static UserInfoAnswer read(WireAnswer answer, ApiAddresses addresses) {
        if (answer.status() == TOO_MANY_REQUESTS) {
            return new Silent(Reason.THROTTLED, answer.retryAfter());
        }
        if (answer.isServerError()) {
            return new Silent(Reason.SERVER_ERROR, answer.retryAfter());
        }
        if (answer.isRefusal()) {
            return new Refused(
                    answer.status() == UNAUTHORIZED ? Refused.Reason.TOKEN : Refused.Reason.UNEXPECTED,
                    answer.status());
        }
        JsonAnswer json = answer.isSuccess() ? JsonAnswer.read(answer.body()) : null;
        String sub = json == null ? null : json.text("sub");
        return json == null || sub == null
                ? new Silent(Reason.UNREADABLE, null)
                : identity(answer, json, sub, addresses);
    }

    static UserInfoAnswer ofFailure(CallFailure failure) {
        return switch (failure) {
            case UNREACHABLE, BUSY, TOO_LATE -> new Silent(Reason.UNREACHABLE, null);
            case UNTRUSTED -> new Silent(Reason.UNTRUSTED, null);
            case TIMEOUT -> new Silent(Reason.TIMEOUT, null);
            case CUT_OFF -> new Silent(Reason.CUT_OFF, null);
            case UNREADABLE -> new Silent(Reason.UNREADABLE, null);
        };
    }

    private static UserInfoAnswer identity(WireAnswer answer, JsonAnswer json, String sub, ApiAddresses addresses) {
        List<Account> accounts = new ArrayList<>();
        for (JsonAnswer account : json.objects("accounts")) {
            String accountId = account.text("account_id");
            if (accountId == null) {
                return new Silent(Reason.UNREADABLE, null);
            }
            URI baseUri = addresses.accept(account.text("base_uri"));
            if (baseUri == null) {
                return new Refused(Refused.Reason.ADDRESS, answer.status());
            }
            accounts.add(new Account(accountId, account.text("account_name"), baseUri));
        }
        return new Known(new UserInfo(sub, json.text("name"), json.text("email"), accounts));
    }

    /** Whether asking once more may help: a certificate does not become good, and who throttles wants to be left alone. */
    static boolean isWorthAnotherTry(Silent silent) {
        return switch (silent.reason()) {
            case UNREACHABLE, TIMEOUT, CUT_OFF, SERVER_ERROR, UNREADABLE -> true;
            case UNTRUSTED, THROTTLED -> false;
        };
    }
}
