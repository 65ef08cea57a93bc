//! How much fits into one message.

/// Characters one variable of an SMS template may hold (the providers' rule for notices).
pub const SMS_CHARACTERS: usize = 35;
/// Bytes of text a robot of 企业微信 takes at once; 钉钉 takes more.
pub const ROBOT_BYTES: usize = 2_048;

/// `text` in at most `most` characters; what is cut off ends in an ellipsis.
pub fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// As many of `lines` as fit into `most` bytes, each on its own line, and how many they are. One that is too long by
/// itself is clipped rather than left behind for ever.
pub fn bundle<'a>(lines: impl IntoIterator<Item = &'a str>, most: usize) -> (String, usize) {
    let mut out = String::new();
    let mut taken = 0;
    for line in lines {
        let needed = line.len() + usize::from(!out.is_empty());
        if out.len() + needed > most {
            if taken == 0 {
                return (fit(line, most), 1);
            }
            break;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
        taken += 1;
    }
    (out, taken)
}

fn fit(line: &str, most: usize) -> String {
    const ELLIPSIS: &str = "…";
    let room = most.saturating_sub(ELLIPSIS.len());
    let end = (0..=room.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    format!("{}{ELLIPSIS}", &line[..end])
}
