//! A report being written. All of it travels in the form from step to step: in the address while it holds
//! nothing personal, so that "back" works, and in the body from the words on. Nothing is kept on the server.

use crate::pages::kept::{FileField, Kept};
use crate::rules::behalf::Behalf;
use linju_core::House;
use linju_core::area::Reference;
use linju_core::catalogue::Category;
use linju_kernel::{Day, Id, Refusal};
use linju_web::{FieldErrors, Posted, Result};

/// Most photos of one report.
const MOST_PHOTOS: usize = 3;
/// A recording, and photos of what is the matter.
const FILES: [FileField; 2] = [
    FileField { name: "voice", purpose: "voice", takes: &["audio/"] },
    FileField { name: "photos", purpose: "words", takes: &["image/"] },
];

/// What has been said so far.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Door code of the place.
    pub place: String,
    /// Category code.
    pub category: String,
    /// `self` or `family`.
    pub whose: String,
    /// Was the emergency page read?
    pub called: bool,
    /// Where exactly.
    pub note: String,
    /// The words.
    pub words: String,
    /// Photos and voice.
    pub files: Vec<Kept>,
    /// Phone as typed.
    pub phone: String,
    /// "没有电话" was ticked.
    pub no_phone: bool,
    /// Rather an SMS than a call.
    pub by_sms: bool,
    /// What the family member is called.
    pub for_name: String,
    /// What they are to whoever speaks.
    pub relation: String,
    /// How they agreed.
    pub consent: String,
    /// On which day.
    pub agreed_on: String,
    /// Idempotency key of the sending.
    pub once: String,
}

impl Draft {
    /// Reads the draft a form carries. References to files that this area did not sign are left out.
    pub fn read(house: &House, area: Id, form: &Posted) -> Result<Draft> {
        let files = Kept::carried(house, area, form, &FILES)?;
        let turned = form.get("turn");
        let whose = if turned.is_empty() { form.get("whose") } else { turned };
        Ok(Draft {
            place: form.get("place").into(),
            category: form.get("category").into(),
            whose: if whose == "family" { "family" } else { "self" }.into(),
            called: form.ticked("called"),
            note: form.get("note").into(),
            words: form.get("words").into(),
            files,
            phone: form.get("phone").into(),
            no_phone: form.ticked("no_phone"),
            by_sms: form.ticked("by_sms"),
            for_name: form.get("for_name").into(),
            relation: form.get("relation").into(),
            consent: form.get("consent").into(),
            agreed_on: form.get("agreed_on").into(),
            once: form.get("once").into(),
        })
    }

    /// Does it hold anything that must not stand in an address?
    pub fn is_private(&self) -> bool {
        let told = [&self.note, &self.words, &self.phone, &self.for_name, &self.consent];
        !self.files.is_empty() || told.iter().any(|text| !text.is_empty())
    }

    /// How its forms travel.
    pub fn method(&self) -> &'static str {
        if self.is_private() { "post" } else { "get" }
    }

    /// Is it for a family member?
    pub fn for_family(&self) -> bool {
        self.whose == "family"
    }

    /// The fields to be carried along: all but those on the page itself, whose names come separated by spaces.
    pub fn carried(&self, on_page: &str) -> Vec<(&'static str, &str)> {
        let ticked = |yes: bool| if yes { "1" } else { "" };
        let whose = if self.for_family() { "family" } else { "" };
        let mut all = vec![
            ("place", self.place.as_str()),
            ("category", self.category.as_str()),
            ("whose", whose),
            ("called", ticked(self.called)),
            ("note", self.note.as_str()),
            ("words", self.words.as_str()),
            ("phone", self.phone.as_str()),
            ("no_phone", ticked(self.no_phone)),
            ("by_sms", ticked(self.by_sms)),
            ("for_name", self.for_name.as_str()),
            ("relation", self.relation.as_str()),
            ("consent", self.consent.as_str()),
            ("agreed_on", self.agreed_on.as_str()),
            ("once", self.once.as_str()),
        ];
        all.extend(self.files.iter().map(|f| ("kept", f.reference.as_str())));
        all.retain(|(name, value)| !value.is_empty() && !on_page.split(' ').any(|own| own == *name));
        all
    }

    /// The category it names.
    pub fn category<'r>(&self, reference: &'r Reference) -> Option<&'r Category> {
        reference.category(&self.category).filter(|c| c.active)
    }

    /// Photos among the files.
    pub fn photos(&self) -> i64 {
        self.files.iter().filter(|f| !f.is_voice()).count() as i64
    }

    /// Is there a recording?
    pub fn has_voice(&self) -> bool {
        self.files.iter().any(Kept::is_voice)
    }

    /// Stores the files of a form; what cannot be taken is said at its field and the rest stays.
    pub async fn take_uploads(
        &mut self,
        house: &House,
        area: Id,
        form: &Posted,
        errs: &mut FieldErrors,
    ) -> Result<()> {
        for field in FILES {
            for upload in form.uploads(field.name) {
                if field.purpose == "words" && self.photos() as usize >= MOST_PHOTOS {
                    errs.add("photos", "resident-photos");
                    break;
                }
                match Kept::take(house, area, field, upload).await {
                    Ok(kept) => self.keep(kept),
                    Err(linju_core::Error::Refused(refusal)) => errs.push(refusal),
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// A second recording takes the place of the first; the same photo twice is one.
    fn keep(&mut self, kept: Kept) {
        self.files.retain(|f| f.reference != kept.reference && !(f.is_voice() && kept.is_voice()));
        self.files.push(kept);
    }

    /// What is wrong with the second step.
    pub fn check_words(&self, errs: &mut FieldErrors) {
        if self.words.chars().count() > crate::intake::MOST_WORDS {
            errs.push(Refusal::new("words-too-long").at("words"));
        }
        if errs.is_empty() {
            errs.check(!self.words.is_empty() || !self.files.is_empty(), "words", "words-missing");
        }
    }

    /// The phone, normalised, and what is wrong with the third step.
    pub fn check_contact(&self, errs: &mut FieldErrors) -> Option<String> {
        let phone = linju_kernel::personal::normalise_phone(&self.phone);
        if !self.no_phone {
            let missing = if self.phone.is_empty() { "resident-phone-missing" } else { "resident-phone" };
            errs.check(phone.is_some(), "phone", missing);
        }
        phone.filter(|_| !self.no_phone)
    }

    /// For whom they speak, and what is wrong with that; none where they speak for themselves.
    pub fn check_behalf(&self, today: Day, errs: &mut FieldErrors) -> Option<Behalf> {
        if !self.for_family() {
            return None;
        }
        let agreed_on = self.agreed_on.parse().ok();
        let behalf = Behalf::of(&self.for_name, &self.relation, &self.consent, agreed_on, today);
        behalf.map_err(|wrong| wrong.into_iter().for_each(|refusal| errs.push(refusal))).ok()
    }
}
