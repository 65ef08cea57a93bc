//! What an area has set for itself: short texts by key, held in memory with what else changes rarely.

use crate::House;
use crate::area::Reference;
use crate::words::Locale;
use linju_db::{Statement, args};
use linju_kernel::{Id, coded};

coded! {
    /// A button whose word an area may choose: the committee does not command, so what it does with a case is
    /// said as it is said there.
    pub enum ButtonWord {
        /// 转物业: hand to the property company.
        ToProperty = "button_to_property",
        /// 请街道协调: ask the street.
        ToStreet = "button_to_street",
        /// 派单: give an order, the street's and the hotline's word.
        Dispatch = "button_dispatch",
        /// 约请: call others to the place; Beijing says 吹哨.
        Call = "button_call",
    }
}

/// Key under which an area has it that its messages can go by SMS.
const SMS: &str = "sms";

/// Says whether messages of `area` can go by SMS.
pub fn set_sms(area: Id, yes: bool) -> Statement {
    set(area, SMS, if yes { "1" } else { "" })
}

/// Sets `key` of `area`; an empty value takes it back.
pub fn set(area: Id, key: &str, value: &str) -> Statement {
    let value = value.trim();
    if value.is_empty() {
        return Statement::new("delete from setting where area_id = ? and key = ?", args![area, key]);
    }
    let sql = "insert into setting (area_id, key, value) values (?, ?, ?) \
               on conflict (area_id, key) do update set value = excluded.value";
    Statement::new(sql, args![area, key, value])
}

impl Reference {
    /// Can messages of `area` go by SMS?
    pub fn sends_sms(&self, area: Id) -> bool {
        self.setting(area, SMS).is_some()
    }

    /// What `area` has set for `key`.
    pub fn setting(&self, area: Id, key: &str) -> Option<&str> {
        self.settings.get(&area)?.get(key).map(String::as_str)
    }
}

impl House {
    /// The word on a button in `area`: its own, or the usual one.
    pub fn button_word(&self, area: Id, word: ButtonWord, locale: Locale) -> String {
        match self.reference().setting(area, word.code()) {
            Some(own) => own.to_owned(),
            None => self.words.get(locale, &word.code().replace('_', "-")).into_owned(),
        }
    }
}
