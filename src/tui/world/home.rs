//! What there is to choose from where no audit is open.
//!
//! This module must not know how it is shown or chosen.

use super::super::model::{Own, OwnChecklist, Recent};
use super::super::msg::Msg;
use super::World;
use crate::checklist::library::{Library, may_have_tiers};
use crate::checklist::read::Document;
use crate::store::desk::RecentAudit;

impl World {
    /// Tells the audits that were opened before, and what new ones can be held against.
    pub fn at_home(&self) {
        let recent = |audit: RecentAudit| Recent {
            path: audit.path,
            client: audit.client,
            opened: audit.opened,
        };
        let recent = self.memory.recent().into_iter().map(recent);
        self.say(Msg::AtHome {
            recent: recent.collect(),
            own: own(&self.library),
        });
    }
}

/// What the user keeps, read anew: it may have been changed meanwhile.
fn own(library: &Library) -> Own {
    let mut own = Own::default();
    for found in library.own() {
        match found.map(|it| it.document) {
            Ok(Document::Checklist(it)) => {
                let base = it.extends.as_deref();
                own.checklists.push(OwnChecklist {
                    may_have_tiers: it.has_tiers() || base.is_some_and(may_have_tiers),
                    id: it.id,
                    short: it.short,
                    kind: it.profile,
                });
            }
            Ok(Document::Profile(it)) => own.kinds.push((it.id.clone(), it.title.clone())),
            Ok(_) => {}
            Err(refusal) => own.refused.push(refusal.brief()),
        }
    }
    own
}
