//! What is on each plate, from the back to the front.

use super::canvas::Canvas;

const LEAF: &str = "#5f9a45";
const LIGHT_LEAF: &str = "#86b857";
const DARK_LEAF: &str = "#3f7436";
const TOMATO: &str = "#d8452f";
const TOMATO_PEEL: &str = "#b93622";
const TOMATO_FLESH: &str = "#ee7560";
const GOLD: &str = "#e5a53d";
const LIGHT_GOLD: &str = "#f0c465";
const CRUST: &str = "#c9812f";
const CHEESE: &str = "#f6d263";
const CREAM: &str = "#fbeccb";
const MEAT: &str = "#7d432f";
const CHINA: &str = "#f5efe4";
const ORANGE: &str = "#e8912c";
const ORANGE_FLESH: &str = "#f7b449";
const LIME: &str = "#6f9e35";
const LIME_FLESH: &str = "#cfe392";
const CHOCOLATE: &str = "#4a2519";

pub(super) fn feijoada(c: &mut Canvas) {
    c.plate();
    c.bowl(138.0, 122.0, 64.0, "#8c4a2f", "#33201d");
    c.crumbs(34, (138.0, 122.0, 50.0), (4.0, 6.0), "#1d1010");
    for (x, y, turn) in [(118.0, 102.0, 20.0), (156.0, 144.0, -30.0)] {
        c.oval(x, y, 17.0, 10.0, turn, MEAT);
        c.oval(x - 2.0, y - 2.0, 11.0, 5.0, turn, "#9a5a42");
    }
    for (x, y) in [(158.0, 104.0), (118.0, 142.0), (140.0, 122.0)] {
        c.disc(x, y, 10.0, "#8f412c");
        c.disc(x, y, 7.5, "#c06a4b");
    }
    c.rice(218.0, 86.0, 24.0);
    for (x, y, turn) in [
        (214.0, 120.0, 10.0),
        (230.0, 124.0, 70.0),
        (222.0, 132.0, 130.0),
    ] {
        c.leaf(x, y, 30.0, turn, DARK_LEAF);
        c.leaf(x - 2.0, y + 4.0, 20.0, turn + 40.0, LEAF);
    }
    c.slice(222.0, 162.0, 20.0, ORANGE, ORANGE_FLESH);
    c.slice(200.0, 184.0, 17.0, ORANGE, ORANGE_FLESH);
}

pub(super) fn moqueca(c: &mut Canvas) {
    c.board();
    c.bowl(160.0, 122.0, 88.0, "#3b2a26", "#e0802f");
    c.blob(160.0, 122.0, 66.0, 3, "#ee9a48");
    for (x, y, turn) in [
        (130.0, 98.0, -20.0),
        (190.0, 112.0, 35.0),
        (142.0, 152.0, 10.0),
    ] {
        c.oval(x, y + 3.0, 26.0, 15.0, turn, "#d9772c");
        c.oval(x, y, 25.0, 14.0, turn, CREAM);
        c.oval(x - 3.0, y - 3.0, 16.0, 6.0, turn, "#fffaee");
    }
    c.ring(182.0, 154.0, 15.0, 5.0, TOMATO);
    c.ring(168.0, 82.0, 13.0, 5.0, "#7fae3c");
    c.ring(108.0, 130.0, 12.0, 5.0, CHEESE);
    c.ring(164.0, 124.0, 12.0, 5.0, TOMATO);
    c.scatter(12, 160.0, 122.0, 60.0, |c, x, y, turn| {
        c.leaf(x, y, 14.0, turn, LEAF);
    });
}

pub(super) fn picanha(c: &mut Canvas) {
    c.board();
    for (x, y) in [(88.0, 112.0), (128.0, 120.0), (168.0, 128.0)] {
        c.oval(x + 3.0, y + 4.0, 21.0, 48.0, 16.0, "#4a2419");
        c.oval(x, y, 20.0, 47.0, 16.0, "#6b3424");
        c.oval(x + 2.0, y, 14.0, 40.0, 16.0, "#a8503d");
        c.oval(x + 3.0, y, 8.0, 30.0, 16.0, "#cf7a63");
        c.oval(x - 16.0, y - 4.0, 4.5, 36.0, 16.0, "#f6e2b8");
    }
    c.crumbs(30, (128.0, 120.0, 56.0), (0.1, 2.6), "#fff6e5");
    c.bowl(236.0, 86.0, 29.0, CHINA, "#e6c16b");
    c.crumbs(30, (236.0, 86.0, 21.0), (4.0, 3.0), "#f4dc9c");
    c.bowl(232.0, 160.0, 29.0, CHINA, "#c3da97");
    c.scatter(14, 232.0, 160.0, 19.0, |c, x, y, turn| {
        c.square(
            x,
            y,
            6.0,
            turn,
            if turn > 900.0 { TOMATO } else { "#f7f2e2" },
        );
    });
}

pub(super) fn parmegiana(c: &mut Canvas) {
    c.plate();
    c.blob(130.0, 122.0, 58.0, 5, "#a8662a");
    c.blob(128.0, 118.0, 56.0, 5, CRUST);
    c.blob(128.0, 117.0, 49.0, 8, TOMATO);
    c.blob(127.0, 114.0, 38.0, 11, CHEESE);
    c.blob(120.0, 108.0, 21.0, 2, "#fbe8a4");
    for (x, y) in [
        (108.0, 104.0),
        (150.0, 98.0),
        (128.0, 140.0),
        (150.0, 126.0),
    ] {
        c.disc(x, y, 4.0, "#dfa43f");
    }
    c.leaf(126.0, 108.0, 24.0, 30.0, LEAF);
    c.leaf(136.0, 116.0, 22.0, 150.0, DARK_LEAF);
    c.rice(214.0, 90.0, 27.0);
    for at in 0..9 {
        let at = f64::from(at);
        let colour = if at % 2.0 < 1.0 { GOLD } else { LIGHT_GOLD };
        let y = 154.0 + (at * 2.3).sin() * 9.0;
        c.stick(192.0 + at * 4.5, y, 38.0, 7.0, 62.0 + at * 9.0, colour);
    }
}

pub(super) fn escondidinho(c: &mut Canvas) {
    c.board();
    c.tray(160.0, 130.0, (94.0, 62.0), "#7d3820", "#7d3820");
    c.tray(160.0, 124.0, (94.0, 62.0), "#a9502f", "#efc45f");
    c.blob(170.0, 120.0, 44.0, 4, "#f7d987");
    for (x, y, r) in [
        (124.0, 96.0, 12.0),
        (196.0, 104.0, 15.0),
        (168.0, 146.0, 12.0),
    ] {
        c.blob(x, y, r, 9, "#dc9c41");
        c.blob(x, y, r * 0.5, 4, "#c07a2c");
    }
    c.blob(104.0, 146.0, 24.0, 7, MEAT);
    c.crumbs(26, (104.0, 146.0, 19.0), (9.0, 3.0), "#a5644a");
    c.scatter(9, 176.0, 122.0, 56.0, |c, x, y, turn| {
        c.leaf(x, y, 11.0, turn, LEAF);
    });
}

pub(super) fn estrogonofe(c: &mut Canvas) {
    c.plate();
    c.blob(128.0, 126.0, 58.0, 6, "#cf9063");
    c.blob(128.0, 122.0, 57.0, 6, "#e3ab80");
    c.blob(126.0, 119.0, 44.0, 3, "#efc29b");
    let mushrooms = [
        (108.0, 98.0, 10.0),
        (148.0, 104.0, -30.0),
        (112.0, 140.0, 45.0),
        (152.0, 142.0, 5.0),
    ];
    for (x, y, turn) in mushrooms {
        c.mushroom(x, y, 15.0, turn);
    }
    c.scatter(10, 128.0, 122.0, 46.0, |c, x, y, turn| {
        c.leaf(x, y, 10.0, turn, LEAF);
    });
    c.rice(216.0, 96.0, 30.0);
    c.crumbs(40, (204.0, 168.0, 24.0), (16.0, 2.6), GOLD);
    c.crumbs(20, (202.0, 164.0, 18.0), (14.0, 2.0), LIGHT_GOLD);
}

pub(super) fn x_salada(c: &mut Canvas) {
    c.board();
    c.blob(128.0, 126.0, 66.0, 12, "#79b04a");
    c.blob(128.0, 126.0, 58.0, 7, "#93c563");
    c.slice(96.0, 164.0, 21.0, TOMATO_PEEL, TOMATO_FLESH);
    c.slice(168.0, 164.0, 20.0, TOMATO_PEEL, TOMATO_FLESH);
    c.square(126.0, 126.0, 96.0, 22.0, CHEESE);
    c.disc(128.0, 122.0, 52.0, "#a9632a");
    c.disc(127.0, 116.0, 51.0, "#d99446");
    c.oval(114.0, 98.0, 26.0, 14.0, -30.0, "#eab86f");
    c.crumbs(26, (127.0, 114.0, 38.0), (4.0, 3.4), CREAM);
    c.fries(236.0, 122.0);
}

pub(super) fn bauru(c: &mut Canvas) {
    c.plate();
    for (x, y) in [(138.0, 92.0), (178.0, 156.0)] {
        c.oval(x + 3.0, y + 16.0, 58.0, 29.0, -14.0, "#9a5c25");
        c.oval(x + 1.0, y + 10.0, 57.0, 29.0, -14.0, "#f1d9a8");
        c.oval(x + 1.0, y + 5.0, 58.0, 29.0, -14.0, TOMATO);
        c.oval(x, y + 1.0, 58.0, 28.0, -14.0, CHEESE);
        c.oval(x - 2.0, y - 6.0, 55.0, 26.0, -14.0, "#c98238");
        c.oval(x - 3.0, y - 8.0, 53.0, 24.0, -14.0, "#dd9c4d");
        c.oval(x - 12.0, y - 14.0, 30.0, 8.0, -14.0, "#edbf7b");
    }
    c.leaf(228.0, 98.0, 34.0, 50.0, LEAF);
    c.leaf(220.0, 106.0, 28.0, 90.0, LIGHT_LEAF);
    c.slice(92.0, 158.0, 16.0, TOMATO_PEEL, TOMATO_FLESH);
}

pub(super) fn tapioca(c: &mut Canvas) {
    c.board();
    c.folded(160.0, 144.0, 80.0, "#ddd2bd");
    for at in 0..6 {
        let at = f64::from(at);
        c.square(
            98.0 + at * 25.0,
            142.0 + (at * 2.0).sin() * 4.0,
            20.0,
            at * 23.0,
            GOLD,
        );
        c.square(
            97.0 + at * 25.0,
            140.0 + (at * 2.0).sin() * 4.0,
            16.0,
            at * 23.0,
            CHEESE,
        );
    }
    c.folded(160.0, 128.0, 80.0, "#e9e0cf");
    c.folded(160.0, 124.0, 79.0, "#fffcf4");
    c.crumbs(46, (160.0, 92.0, 40.0), (3.0, 3.4), "#f0e8d8");
    c.leaf(242.0, 176.0, 24.0, 20.0, LEAF);
    c.leaf(258.0, 182.0, 22.0, -20.0, DARK_LEAF);
}

pub(super) fn pastel(c: &mut Canvas) {
    c.board();
    for (x, y, turn) in [
        (104.0, 92.0, -14.0),
        (186.0, 102.0, 10.0),
        (134.0, 160.0, -4.0),
    ] {
        c.pastel(x, y, turn);
    }
    c.bowl(228.0, 168.0, 27.0, CHINA, "#b33a24");
    c.oval(220.0, 160.0, 8.0, 4.0, -30.0, "#d8685a");
    c.slice(68.0, 164.0, 18.0, LIME, LIME_FLESH);
}

pub(super) fn coxinha(c: &mut Canvas) {
    c.plate();
    for at in 0..6 {
        let turn = f64::from(at) * 60.0;
        let (sin, cos) = turn.to_radians().sin_cos();
        let (x, y) = (160.0 + cos * 64.0, 124.0 + sin * 64.0);
        c.drop(x + 2.0, y + 4.0, 23.0, turn - 90.0, ["#8f5622", "#8f5622"]);
        c.drop(x, y, 23.0, turn - 90.0, [CRUST, "#e3a04a"]);
        c.crumbs(14, (x, y, 15.0), (2.0, 2.0), "#f2c37a");
    }
    c.bowl(160.0, 124.0, 27.0, CHINA, "#c8402a");
    c.oval(152.0, 116.0, 8.0, 4.0, -30.0, "#e37d6a");
}

pub(super) fn pao_de_queijo(c: &mut Canvas) {
    c.basket(160.0, 124.0, 98.0);
    let buns = [
        (116.0, 100.0, 30.0),
        (172.0, 84.0, 29.0),
        (210.0, 124.0, 29.0),
        (134.0, 158.0, 31.0),
        (190.0, 168.0, 28.0),
        (160.0, 124.0, 30.0),
    ];
    for (x, y, r) in buns {
        c.bun(x, y, r);
    }
}

pub(super) fn mandioca(c: &mut Canvas) {
    c.board();
    c.tray(136.0, 128.0, (82.0, 64.0), "#3b2416", "#3b2416");
    c.tray(136.0, 124.0, (82.0, 64.0), "#5b6268", "#efe4cb");
    for at in 0..17 {
        let at = f64::from(at);
        let (x, y) = (88.0 + (at * 37.0) % 98.0, 92.0 + (at * 23.0) % 68.0);
        c.stick(x + 1.0, y + 3.0, 48.0, 14.0, at * 47.0, "#b8802c");
        c.stick(
            x,
            y,
            48.0,
            13.0,
            at * 47.0,
            if at % 2.0 < 1.0 { GOLD } else { LIGHT_GOLD },
        );
    }
    c.bowl(246.0, 92.0, 27.0, CHINA, "#f6f0d6");
    c.scatter(9, 246.0, 92.0, 16.0, |c, x, y, turn| {
        c.leaf(x, y, 9.0, turn, LEAF);
    });
    c.slice(246.0, 164.0, 20.0, LIME, LIME_FLESH);
}

pub(super) fn dadinho(c: &mut Canvas) {
    c.plate();
    let dice = [
        (120.0, 80.0, 12.0),
        (168.0, 72.0, -8.0),
        (96.0, 126.0, -18.0),
        (144.0, 122.0, 6.0),
        (118.0, 172.0, 20.0),
        (168.0, 170.0, -12.0),
    ];
    for (x, y, turn) in dice {
        c.square(x + 3.0, y + 6.0, 37.0, turn, "#a8662a");
        c.square(x, y, 37.0, turn, GOLD);
        c.square(x - 1.0, y - 2.0, 28.0, turn, LIGHT_GOLD);
        c.crumbs(9, (x, y, 14.0), (2.0, 2.4), "#fae2a6");
    }
    c.bowl(216.0, 122.0, 31.0, CHINA, "#b3271e");
    c.oval(207.0, 113.0, 9.0, 4.0, -30.0, "#d8574c");
}

pub(super) fn salada_da_horta(c: &mut Canvas) {
    c.bowl(160.0, 122.0, 98.0, "#f8f3e8", "#a8cb74");
    c.scatter(24, 160.0, 122.0, 68.0, |c, x, y, turn| {
        c.leaf(
            x,
            y,
            46.0,
            turn,
            if turn % 720.0 < 360.0 {
                LEAF
            } else {
                LIGHT_LEAF
            },
        );
    });
    for (x, y) in [(118.0, 98.0), (200.0, 96.0), (184.0, 162.0), (122.0, 156.0)] {
        c.disc(x, y, 14.0, TOMATO);
        c.oval(x - 4.0, y - 5.0, 5.0, 3.0, -30.0, "#f39a88");
    }
    for (x, y) in [(160.0, 122.0), (150.0, 80.0), (214.0, 134.0)] {
        c.disc(x, y, 15.0, "#e3efbf");
        c.ring(x, y, 14.0, 3.0, LIME);
        c.crumbs(7, (x, y, 7.0), (2.0, 1.6), "#b9cf86");
    }
    c.crumbs(12, (160.0, 122.0, 62.0), (16.0, 3.6), "#ef8a35");
}

pub(super) fn salada_de_palmito(c: &mut Canvas) {
    c.plate();
    c.scatter(16, 160.0, 124.0, 58.0, |c, x, y, turn| {
        c.leaf(
            x,
            y,
            46.0,
            turn,
            if turn % 720.0 < 360.0 {
                LEAF
            } else {
                LIGHT_LEAF
            },
        );
    });
    let hearts = [
        (120.0, 102.0),
        (164.0, 84.0),
        (204.0, 112.0),
        (190.0, 160.0),
        (136.0, 164.0),
        (158.0, 126.0),
    ];
    for (x, y) in hearts {
        c.disc(x + 1.0, y + 3.0, 19.0, "#cdbb8a");
        c.disc(x, y, 18.0, "#fbf5df");
        c.ring(x, y, 12.0, 1.6, "#e8dab0");
        c.ring(x, y, 6.0, 1.6, "#e8dab0");
    }
    for (x, y) in [(102.0, 138.0), (196.0, 80.0), (216.0, 144.0)] {
        c.disc(x, y, 9.0, "#413a55");
        c.disc(x, y, 3.4, "#8a83a3");
    }
    c.slice(160.0, 186.0, 16.0, TOMATO_PEEL, TOMATO_FLESH);
}

pub(super) fn pudim(c: &mut Canvas) {
    c.plate();
    c.blob(160.0, 130.0, 80.0, 4, "#a5561d");
    c.blob(150.0, 126.0, 66.0, 7, "#b8672a");
    c.disc(160.0, 126.0, 64.0, "#d99a3f");
    c.disc(160.0, 121.0, 64.0, "#f0c069");
    c.disc(160.0, 118.0, 61.0, "#b5611f");
    c.ring(160.0, 118.0, 39.0, 30.0, "#cf7f2b");
    c.disc(160.0, 118.0, 20.0, "#8f4a18");
    c.disc(160.0, 121.0, 16.0, "#f5e6c8");
    c.gleam(160.0, 118.0, 44.0, 7.0, "#f5cf87");
}

pub(super) fn brigadeiro(c: &mut Canvas) {
    c.plate();
    for (x, y) in [(124.0, 88.0), (198.0, 90.0), (122.0, 160.0), (196.0, 162.0)] {
        c.cup(x + 2.0, y + 4.0, 37.0, "#c46b7d");
        c.cup(x, y, 37.0, "#f0a3b1");
        c.disc(x, y, 27.0, CHOCOLATE);
        c.disc(x - 3.0, y - 4.0, 21.0, "#67372a");
        c.crumbs(22, (x, y, 23.0), (6.0, 3.0), "#2f150e");
        c.crumbs(6, (x - 6.0, y - 8.0, 10.0), (5.0, 2.0), "#9a6a55");
    }
}

pub(super) fn acai(c: &mut Canvas) {
    c.bowl(160.0, 122.0, 98.0, "#8a5a37", "#3b1b42");
    c.blob(160.0, 124.0, 72.0, 7, "#552b5e");
    c.blob(150.0, 116.0, 50.0, 3, "#663872");
    for at in 0..6 {
        let at = f64::from(at);
        let (x, y) = (104.0 + at * 20.0, 92.0 - (at * 0.62).sin() * 18.0);
        c.disc(x + 1.0, y + 3.0, 15.0, "#3b1b42");
        c.disc(x, y, 15.0, "#efd98a");
        c.disc(x, y, 12.0, "#fcf3cb");
        c.crumbs(3, (x, y, 4.0), (2.0, 1.6), "#b99a4d");
    }
    for (x, y, turn) in [
        (104.0, 142.0, 200.0),
        (132.0, 168.0, 150.0),
        (168.0, 178.0, 190.0),
    ] {
        c.drop(x, y, 15.0, turn, ["#a81d30", "#dc4354"]);
        c.crumbs(8, (x, y, 9.0), (1.0, 1.6), "#f6c9a0");
    }
    c.crumbs(46, (194.0, 136.0, 32.0), (5.0, 4.4), "#c98f35");
    c.crumbs(26, (194.0, 134.0, 28.0), (4.0, 3.4), LIGHT_GOLD);
}

pub(super) fn bolo_de_cenoura(c: &mut Canvas) {
    c.plate();
    c.square(160.0, 140.0, 100.0, 8.0, "#b35f17");
    c.square(160.0, 132.0, 100.0, 8.0, "#ec9a38");
    c.square(160.0, 124.0, 100.0, 8.0, "#e8912c");
    c.square(160.0, 114.0, 100.0, 8.0, "#371a11");
    c.square(160.0, 110.0, 97.0, 8.0, "#54301f");
    c.square(152.0, 102.0, 62.0, 8.0, "#643b28");
    c.crumbs(40, (160.0, 111.0, 42.0), (7.0, 3.0), "#28100a");
    c.crumbs(12, (150.0, 102.0, 30.0), (6.0, 2.0), "#8f6047");
    c.blob(228.0, 172.0, 14.0, 3, CHOCOLATE);
    c.stick(78.0, 128.0, 96.0, 6.0, 82.0, "#c3c8cb");
    c.oval(72.0, 82.0, 8.0, 17.0, -8.0, "#c3c8cb");
}

pub(super) fn suco_de_laranja(c: &mut Canvas) {
    c.glass("#f5a52f", "#fbc35e");
    c.slice(188.0, 58.0, 29.0, ORANGE, ORANGE_FLESH);
    c.disc(272.0, 168.0, 32.0, "#ef982b");
    c.oval(262.0, 156.0, 9.0, 5.0, -30.0, "#fbc679");
    c.leaf(272.0, 134.0, 28.0, 30.0, LEAF);
    c.slice(228.0, 184.0, 31.0, ORANGE, ORANGE_FLESH);
}

pub(super) fn limonada_suica(c: &mut Canvas) {
    c.glass("#d5e79d", "#ecf5cf");
    for (x, y, turn) in [
        (122.0, 96.0, 14.0),
        (156.0, 110.0, -20.0),
        (134.0, 136.0, 40.0),
    ] {
        c.square(x, y, 26.0, turn, "#fbfef2b8");
    }
    c.slice(188.0, 60.0, 27.0, LIME, LIME_FLESH);
    c.slice(232.0, 184.0, 28.0, LIME, LIME_FLESH);
    c.disc(272.0, 172.0, 26.0, "#7fb03e");
    c.oval(264.0, 162.0, 8.0, 4.0, -30.0, "#aed06f");
    c.leaf(130.0, 58.0, 34.0, -30.0, LEAF);
    c.leaf(150.0, 52.0, 32.0, -80.0, DARK_LEAF);
}

pub(super) fn guarana(c: &mut Canvas) {
    c.glass("#b5651f", "#d4883a");
    for (x, y, turn) in [
        (122.0, 94.0, 14.0),
        (158.0, 106.0, -20.0),
        (136.0, 132.0, 40.0),
    ] {
        c.square(x, y, 26.0, turn, "#f6dcb48c");
    }
    c.crumbs(26, (142.0, 138.0, 44.0), (0.1, 4.0), "#efcb98");
    c.stick(176.0, 50.0, 96.0, 8.0, -66.0, TOMATO);
    c.leaf(268.0, 156.0, 40.0, 60.0, LEAF);
    for (x, y) in [(222.0, 180.0), (254.0, 192.0), (242.0, 158.0)] {
        c.disc(x, y, 18.0, "#c7392b");
        c.disc(x + 3.0, y, 11.0, "#fdf6ea");
        c.disc(x + 4.0, y, 6.0, "#231614");
    }
}

pub(super) fn cafe(c: &mut Canvas) {
    c.saucer(146.0, 122.0, 92.0);
    c.handle(212.0, 124.0);
    c.bowl(146.0, 122.0, 60.0, "#fdf9f0", "#4c2a1a");
    c.ring(146.0, 122.0, 44.0, 6.0, "#8a5a37");
    c.gleam(146.0, 122.0, 32.0, 5.0, "#a97a52");
    c.stick(230.0, 76.0, 70.0, 6.0, 40.0, "#c3c8cb");
    for (x, y, turn) in [
        (262.0, 176.0, 30.0),
        (240.0, 200.0, -20.0),
        (278.0, 204.0, 70.0),
    ] {
        c.bean(x, y, turn);
    }
}

pub(super) fn agua_de_coco(c: &mut Canvas) {
    c.oval(156.0, 134.0, 94.0, 92.0, 0.0, "#3b241629");
    c.disc(150.0, 124.0, 92.0, "#4f8a3c");
    c.disc(147.0, 120.0, 84.0, "#6aa64e");
    c.disc(150.0, 122.0, 58.0, "#cfb98a");
    c.disc(150.0, 122.0, 54.0, "#efe5cc");
    c.disc(150.0, 122.0, 47.0, "#fffdf6");
    c.disc(150.0, 125.0, 36.0, "#d3e8e4");
    c.gleam(150.0, 125.0, 26.0, 4.0, "#ffffff");
    c.stick(192.0, 72.0, 126.0, 10.0, -54.0, TOMATO);
    c.stick(192.0, 72.0, 122.0, 3.0, -54.0, "#f5a493");
}

pub(super) fn queijo_minas(c: &mut Canvas) {
    c.board();
    c.wheel(128.0, 116.0, 70.0);
    c.wedge(226.0, 156.0, 52.0);
    for (x, y, turn) in [
        (220.0, 72.0, 60.0),
        (238.0, 80.0, 100.0),
        (228.0, 90.0, 20.0),
    ] {
        c.leaf(x, y, 30.0, turn, if turn > 90.0 { DARK_LEAF } else { LEAF });
    }
}

pub(super) fn cafe_em_graos(c: &mut Canvas) {
    c.bag();
    c.scatter(26, 234.0, 180.0, 52.0, Canvas::bean);
}
