//! What there is to choose from where no audit is open, and the making of a new one.
//!
//! This module must not know how it is shown or chosen.

use super::super::model::{Own, OwnChecklist, Recent};
use super::super::msg::{Msg, NewAudit, TableAsked};
use super::super::papers;
use super::World;
use crate::checklist::import::{self, Named};
use crate::checklist::library::{Library, may_have_tiers};
use crate::checklist::model::Tier;
use crate::checklist::read::Document;
use crate::store::desk::RecentAudit;
use crate::store::draw::Draw;
use crate::store::kept;
use crate::store::load::{self, LoadError, Loaded};

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

    /// Makes an audit and opens it. Where it cannot be made, it is said why, and nothing is left.
    pub(super) fn create(&mut self, new: &NewAudit) {
        if let Some(parent) = new.path.parent()
            && let Err(error) = std::fs::create_dir_all(parent)
        {
            self.warn(format!("could not create {}: {error}", parent.display()));
            return;
        }
        let former = match new.former.as_deref().map(load::load).transpose() {
            Ok(former) => former,
            Err(error) => {
                self.warn(format!(
                    "The audit before cannot be read: {}",
                    first_line(&error)
                ));
                return;
            }
        };
        let asked = load::NewAudit {
            path: &new.path,
            client: &new.client,
            criteria: &new.criteria,
            tier: Tier::from_key(&new.tier),
            former: former.as_ref().map(Loaded::as_former),
            author: &new.author,
            now: (self.now)(),
        };
        let made = Draw::from_system()
            .map_err(|error| error.to_string())
            .and_then(|mut draw| {
                load::create(&asked, &self.library, &mut || draw.id()).map_err(|e| first_line(&e))
            });
        match made {
            Ok(()) => {
                self.memory.remember_author(&new.author);
                self.author = Some(new.author.clone());
                self.open(&new.path);
            }
            Err(why) => self.warn(why),
        }
    }
}

/// Makes a checklist of a table, which new audits can be held against then.
pub(super) fn checklist(asked: &TableAsked) -> Msg {
    let library = Library::of_user();
    match imported(&library, asked) {
        Ok(lines) => Msg::ChecklistMade {
            own: own(&library),
            lines,
        },
        Err(mut lines) => {
            let first = "# Nothing was written. Mend the table and read it again.";
            lines.insert(0, first.to_owned());
            let title = "the table cannot be read".to_owned();
            Msg::Page { title, lines }
        }
    }
}

/// Makes a checklist of a table in the folder of the user's own. Gives what there is to tell of it.
///
/// # Errors
/// What has to be mended, in lines.
fn imported(library: &Library, asked: &TableAsked) -> Result<Vec<String>, Vec<String>> {
    let one = |error: &dyn std::fmt::Display| vec![error.to_string()];
    let stem = asked.path.file_stem().unwrap_or_default().to_string_lossy();
    let id = import::id_of(&stem);
    let own = library.own_folder().filter(|_| !id.is_empty());
    let own = own.ok_or_else(|| vec!["Give the file a name with letters or digits.".to_owned()])?;
    let title = if asked.title.is_empty() {
        stem.into_owned()
    } else {
        asked.title.clone()
    };
    let named = Named {
        id: id.clone(),
        short: title.clone(),
        title,
        edition: None,
        kind: asked.kind,
    };
    let begun = import::begin(named).map_err(|what| one(&what))?;
    let bytes = papers::table(&asked.path).map_err(|why| one(&why))?;
    let name = asked.path.file_name().unwrap_or_default().to_string_lossy();
    let imported = import::import(&bytes, begun).map_err(|them| {
        them.iter()
            .map(|it| format!("{name}:{it}"))
            .collect::<Vec<_>>()
    })?;
    let file = format!("{id}.ron");
    let path = own.join(&file).display().to_string();
    let text = imported.text(&path).map_err(|error| one(&error))?;
    kept::write_into(own, &file, &text).map_err(|error| {
        if error.is_taken() {
            let next = "Take it away first, or give the table another name.";
            vec![format!("{path} is there already."), next.to_owned()]
        } else {
            one(&error)
        }
    })?;
    let mut told = vec![format!("{path} is written.")];
    told.extend(imported.told());
    told.push(format!(
        "`onsite checklist check {id}` says what it could do better."
    ));
    told.push("The form of a new audit offers it.".to_owned());
    Ok(told)
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

/// Why an audit could not be made; of an error of several lines, the first.
fn first_line(error: &LoadError) -> String {
    if let LoadError::Path(error) = error
        && error.is_taken()
    {
        let taken = error.path.display();
        return format!("{taken} is there already. Choose another folder.");
    }
    error
        .to_string()
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
        .to_owned()
}
