//! A channel of the demo: set up as an office would, and paused, since nothing leaves a demo.

use super::street::Cast;
use linju_channel::rules::Kind;
use linju_channel::rules::pace::Quiet;
use linju_channel::store::ChannelRow;
use linju_channel::work;
use linju_core::{Actor, House};
use linju_kernel::Ts;

/// Sets it up in every area.
pub async fn play(house: &House, cast: &Cast) -> anyhow::Result<()> {
    for area in &cast.areas {
        let id = house.id();
        let row = ChannelRow {
            area_id: *area,
            id,
            kind: Kind::Wecom,
            name: "居委会工作群".into(),
            organisation_id: None,
            address: format!("https://{}/cgi-bin/webhook/send", Kind::Wecom.host()),
            account: String::new(),
            sign_name: String::new(),
            template: String::new(),
            secret_sealed: house.key(*area)?.seal("channel", "secret", *area, id, "demo"),
            quiet_from: Quiet::USUAL.from,
            quiet_to: Quiet::USUAL.to,
            active: 0,
            next_at: Ts(0),
        };
        work::set_up(house, &row, "channel_added", Actor::System("demo")).await?;
    }
    Ok(())
}
