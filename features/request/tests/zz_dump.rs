mod kit;
use kit::*;
use linju_request::rules::{Command, Level, Who};
use linju_request::work::Press;
#[tokio::test]
async fn dump() {
    let stage = stage().await;
    let out = |name: &str, body: &str| std::fs::write(format!("/tmp/shots/{name}.html"), body).unwrap();
    let case = dispatched(&stage, stage.property, LAMP, "三号楼二楼的楼道灯坏了一个礼拜，晚上上下楼看不见，阿婆差点摔跤").await.case;
    let stuck = dispatched(&stage, stage.utility, LAMP, "路灯不亮").await.case;
    press_as(&stage, &[Who::Worker], stuck, Press::one(Command::Escalate { to: Level::Street }, "路灯归市政，管线产权说不清，三次去函没有回音")).await;
    let mut wang = stage.signed_in("wang").await;
    out("work-list", &wang.get("/work").await.body);
    out("work-case", &wang.get(&format!("/work/jiugeng/{case}")).await.body);
    out("work-handle", &wang.post(&format!("/work/jiugeng/{case}/do/handle"), &[("outcome","solved")]).await.body);
    let mut zhou = stage.signed_in("zhou").await;
    out("street", &zhou.get("/street").await.body);
    out("street-cases", &zhou.get("/street/cases").await.body);
    out("street-one", &zhou.get(&format!("/street/cases/jiugeng/{stuck}")).await.body);
    let mut chen = stage.signed_in("chen").await;
    let text = "工单编号,标题,主要内容,来电人,来电人电话,小区点位,派单时间,办结时限\nSH2026112000123,楼道灯不亮,3号楼2单元楼道灯坏了一个礼拜,王芳,13911112222,久耕小区3号楼2单元,2026-11-20 09:30,2026-11-27 17:00\nSH2,下水道堵了,污水漫出来,李强,138,久耕小区1号楼,昨天,2026-11-22\n";
    let look = chen.upload("/staff/jiugeng/hotline/look", &[], &[("file","a.csv",text.as_bytes())]).await;
    out("hotline-look", &look.body);
    let mark = "name=\"rows\" value=\""; let at = look.body.find(mark).unwrap()+mark.len();
    let rows = look.body[at..].split('"').next().unwrap().replace("&#34;","\"").replace("&quot;","\"");
    let done = chen.post("/staff/jiugeng/hotline/import", &[("rows",&rows)]).await;
    out("hotline-list", &chen.follow(&done).await.body);
    let one = chen.get("/staff/jiugeng/hotline").await.body;
    let href = one.split("data-row").nth(1).unwrap().split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    out("hotline-one", &chen.get(&href).await.body);
    out("reactions", &chen.get("/staff/jiugeng/reactions").await.body);
}
