//! What the parts of the document are, for programs that read it aloud or search it: headings, paragraphs, rows and
//! their cells, in the order in which they are read (ISO 14289-1).
//!
//! This module must not know where on a page anything stands.

use std::num::{NonZeroU16, NonZeroU32};

use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

/// What a part of the document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Is {
    /// A part with a heading of its own.
    Section,
    /// A heading: how deep, and what it says.
    Heading(u16, String),
    /// A paragraph.
    Paragraph,
    /// A list of other parts.
    Contents,
    /// A line of such a list.
    ContentsLine,
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// The sign before an item.
    Sign,
    /// What an item says.
    Said,
    /// A table.
    Table,
    /// What a table shows.
    Caption,
    /// A row.
    Row,
    /// The name of a column.
    ColumnHead,
    /// The name of a row, or of several: over so many columns.
    RowHead(u32),
    /// A cell.
    Cell,
}

impl Is {
    fn tag(&self) -> TagKind {
        match self {
            Self::Section => Tag::Section.into(),
            Self::Heading(depth, title) => {
                let depth = NonZeroU16::new(*depth).unwrap_or(NonZeroU16::MIN);
                Tag::Hn(depth, Some(title.clone())).into()
            }
            Self::Paragraph => Tag::P.into(),
            Self::Contents => Tag::TOC.into(),
            Self::ContentsLine => Tag::TOCI.into(),
            Self::List => Tag::L(ListNumbering::Disc).into(),
            Self::Item => Tag::LI.into(),
            Self::Sign => Tag::Lbl.into(),
            Self::Said => Tag::LBody.into(),
            Self::Table => Tag::Table.into(),
            Self::Caption => Tag::Caption.into(),
            Self::Row => Tag::TR.into(),
            Self::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
            Self::RowHead(columns) => Tag::TH(TableHeaderScope::Row)
                .with_col_span(NonZeroU32::new(*columns).filter(|many| many.get() > 1))
                .into(),
            Self::Cell => Tag::TD.into(),
        }
    }
}

/// The place of a part among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeIx(usize);

/// The place of words that lead elsewhere among all that a part shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkIx {
    of: NodeIx,
    at: usize,
}

/// The parts of a document.
#[derive(Debug, Default)]
pub struct Structure {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    is: Is,
    within: Option<NodeIx>,
    /// What stands on pages, in the order of reading.
    shown: Vec<Shown>,
}

/// What stands on a page.
#[derive(Debug)]
enum Shown {
    Words(Identifier),
    /// Words that lead elsewhere, and the place that can be clicked once that is made.
    Link(Identifier, Option<Identifier>),
}

impl Structure {
    /// A part within another, behind all that were made before.
    pub fn add(&mut self, within: Option<NodeIx>, is: Is) -> NodeIx {
        self.parts.push(Part {
            is,
            within,
            shown: Vec::new(),
        });
        NodeIx(self.parts.len() - 1)
    }

    /// Says that words on a page are of a part.
    pub fn words(&mut self, of: NodeIx, words: Identifier) {
        self.show(of, Shown::Words(words));
    }

    /// As [`Structure::words`], of words that lead elsewhere. The place that can be clicked is made when all words of
    /// its page are drawn: see [`Structure::clicked`].
    pub fn link(&mut self, of: NodeIx, words: Identifier) -> LinkIx {
        let at = self.parts.get(of.0).map_or(0, |part| part.shown.len());
        self.show(of, Shown::Link(words, None));
        LinkIx { of, at }
    }

    /// Says which place can be clicked.
    pub fn clicked(&mut self, link: LinkIx, click: Identifier) {
        let part = self.parts.get_mut(link.of.0);
        let shown = part.and_then(|part| part.shown.get_mut(link.at));
        if let Some(Shown::Link(_, place)) = shown {
            *place = Some(click);
        }
    }

    fn show(&mut self, of: NodeIx, shown: Shown) {
        if let Some(part) = self.parts.get_mut(of.0) {
            part.shown.push(shown);
        }
    }

    /// The tree of all parts.
    pub fn into_tree(self, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        // Whatever stands within another was made later: so from the last to the first, each is whole when its turn comes.
        let mut within: Vec<Vec<Node>> = self.parts.iter().map(|_| Vec::new()).collect();
        let mut outermost = Vec::new();
        for (at, part) in self.parts.into_iter().enumerate().rev() {
            let mut group = TagGroup::new(part.is.tag());
            for shown in part.shown {
                match shown {
                    Shown::Words(words) => group.push(words),
                    Shown::Link(words, click) => {
                        let mut link = TagGroup::new(Tag::Link);
                        link.push(words);
                        if let Some(click) = click {
                            link.push(click);
                        }
                        group.push(link);
                    }
                }
            }
            let inner = within.get_mut(at).map(std::mem::take).unwrap_or_default();
            inner.into_iter().rev().for_each(|node| group.push(node));
            match part.within.and_then(|NodeIx(outer)| within.get_mut(outer)) {
                Some(outer) => outer.push(group.into()),
                None => outermost.push(group),
            }
        }
        outermost
            .into_iter()
            .rev()
            .for_each(|group| tree.push(group));
        tree
    }
}
