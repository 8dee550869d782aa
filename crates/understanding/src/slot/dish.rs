//! Words that name dishes and drinks, folded and in the singular.

use super::reading::Words;

/// Dishes and drinks that are items by themselves, in the singular.
pub(super) const DISHES: Words = Words(
    "rings, ring, xis, galeto, baiao, cuscuz, barca, picole, curry, biryani, lassi, pad, naan, \
     samosa, dosa, dal, paneer, tikka, kebab, shawarma, falafel, hummus, gyro, gyros, noodle, \
     chowder, chili, nacho, fajita, enchilada, tamal, tamales, pupusa, arepa, gordita, \
     chilaquil, chilaquiles, pozole, elote, torta, milanesa, suprema, choripan, chorizo, asado, \
     parrillada, parrilla, locro, empanadilla, croqueta, tostada, tostado, paella, gazpacho, \
     patatas, bravas, bocadillo, chuleta, lomo, churrasco, guiso, cazuela, canelones, ravioli, \
     raviolis, noquis, ensaladilla, licuado, batido, licuada, malteada, horchata, mate, chicha, \
     champurrado, atole, sangria, tequila, michelada, caipirinha, chopp, chope, chimarrao, \
     cajuina, tubaina, terere, caldinho, canja, tutu, galinhada, carreteiro, arrumadinho, \
     buchada, sarapatel, caruru, tacaca, manicoba, pirao, peixada, bacalhau, bacalhoada, \
     polenta, capeletti, capeleti, rondelli, talharim, fettuccine, lamen, gyoza, guioza, \
     rolinho, uramaki, niguiri, sashimi, hossomaki, bolinho, croquete, risole, risoles, \
     enroladinho, empadao, quiche, crepe, crepioca, bauru, lanchinho, espetao, churrasquinho, \
     pernil, cupim, maminha, alcatra, contrafile, fraldinha, asinha, polpettone, almondega, \
     meatball, meatloaf, lobster, crab, oyster, mussel, clam, tuna, trout, turkey, duck, lamb, \
     bagel, muffin, scone, pancake, crumble, custard, trifle, tiramisu, cannoli, gelato, \
     sundae, froyo, sorbet, pavlova, pave, manjar, quindim, cocada, beijinho, canjica, curau, \
     pamonha, mungunza, bem-casado, alfajores, natilla, arequipe, bunuelo, rosquilla, chips, \
     coleslaw, slaw, pure, gravy, guacamole, dip, ranch, dumpling, bao, katsu, teriyaki, \
     tempura, pho, bibimbap, kimchi, tofu, seitan, schnitzel, bratwurst, sausage, bangers, \
     cider, latte, cappuccino, espresso, mocha, macchiato, kombucha, lager, stout, margarita, \
     mojito, negroni, prosecco, tonic, cola, pizza, hamburguer, hamburgueres, burger, \
     cheeseburger, hamburguesa, lanche, esfiha, esfirra, pastel, pasteis, coxinha, acai, \
     lasanha, lasagna, lasana, batata, batatinha, fritas, fries, papas, suco, juice, jugo, \
     zumo, coca, coca-cola, coke, pepsi, fanta, sprite, refri, refrigerante, guarana, soda, \
     refresco, gaseosa, bebida, drink, agua, water, cerveja, beer, cerveza, vinho, wine, \
     sobremesa, dessert, postre, pudim, pudin, pudding, flan, brownie, bolo, cake, pie, \
     sorvete, helado, salada, salad, ensalada, sopa, soup, caldo, feijoada, moqueca, \
     strogonoff, estrogonofe, stroganoff, bobo, farofa, arroz, rice, feijao, beans, frango, \
     chicken, pollo, carne, steak, bife, picanha, peixe, fish, pescado, tilapia, salmao, \
     salmon, combo, sanduiche, sandwich, sandubas, empanada, yakisoba, sushi, temaki, taco, \
     burrito, wing, wings, nugget, nuggets, misto, pacoca, mousse, cafe, coffee, tapioca, \
     marmita, marmitex, quentinha, pf, pao, bread, pan, molho, sauce, salsa, maionese, ketchup, \
     mostarda, milkshake, shake, vitamina, smoothie, cha, tea, macarrao, espaguete, spaghetti, \
     pasta, nhoque, gnocchi, risoto, risotto, parmegiana, file, costela, ribs, linguica, \
     espetinho, kibe, quibe, empada, croissant, donut, brigadeiro, beirute, hotdog, hot-dog, \
     cachorro-quente, dogao, plate, isca, wrap, poke, ramen, ceviche, vatapa, acaraje, \
     escondidinho, panqueca, waffle, omelete, omelette, tortilla, quesadilla, churros, churro, \
     alfajor, cookie, biscoito, chocolate, limonada, lemonade, energetico, whisky, espumante, \
     smash, calzone, fogazza, bruschetta, legumes, vegetables, sobrecoxa, coxa",
);

/// What dishes are made of.
pub(super) const INGREDIENTS: Words = Words(
    "cebola, onion, cebolla, tomate, tomato, alface, lettuce, lechuga, queijo, cheese, queso, \
     bacon, tocino, presunto, ham, jamon, ovo, egg, huevo, picles, pickle, azeitona, olive, \
     pimenta, pepper, milho, corn, alho, garlic, ajo, coentro, cilantro, mayo, mayonesa, \
     mostaza, mustard, palmito, catupiry, cheddar, calabresa, pepperoni, mussarela, mozzarella, \
     cogumelo, mushroom, abacaxi, pineapple, maracuja, laranja, orange, naranja, limao, limon, \
     lemon, lime, uva, grape, morango, strawberry, fresa, manga, mango, acerola, banana, \
     chocolate, carne, frango, camarao, shrimp, atum, tuna, granola, borda, cenoura, farofa, \
     salsa, portuguesa, marguerita, margherita, siracha, catchup, guacamole, aguacate, avocado, \
     abacate, azeite, sal, acucar, gelo, ice",
);

/// Words behind a dish that belong to its name.
pub(super) const QUALIFIERS: Words = Words(
    "doble, doppio, holandesa, normal, tradicional, comum, regular, rustica, rustico, azteca, \
     toscana, baiana, mineira, mineiro, paulista, carioca, gaucha, gaucho, italiana, mexicana, \
     grega, caprese, napolitana, napolitano, bolonhesa, carbonara, quatro-queijos, rancheira, \
     havaiana, hawaiana, vegetal, mista, mixta, misto, tropicana, especial, suprema, recheada, \
     recheado, defumada, defumado, empanada, empanado, apimentada, picante, gelado, geladinho, \
     cheia, masala, roll, pie, sandwiches, burgers, ring, rings, stick, sticks, mexican, \
     gigante, mini, maxi, mega, broto, personal, individual, personalizada, chica, chico, \
     tinto, tinta, rosado, artesanal, puro, pura, americana, americano, brasileira, light, \
     thai, tikka, frita, frito, zero, diet, grande, pequena, pequeno, media, medio, grelhado, \
     grelhada, assado, assada, cremosa, cremoso, vegano, vegana, vegetariano, vegetariana, \
     integral, branco, branca, lata, 2l, 600, 500, 300, 700, 1l, natural, quente, doce, \
     tropical, executiva, executivo, familia, family, kids, duplo, dupla, double, simples, \
     completa, completo, caseiro, caseira, neck, long, cola, salada, bacon, tudo, egg, burguer, \
     burger, plate, combo, bowl, sandwich, juice, salad, cake, ninho, antartica, parmegiana, \
     milanesa, calabresa, mussarela, portuguesa, marguerita, pepperoni, caesar, fit, fitness, \
     rosti, palha",
);

/// Words before a dish that belong to its name.
pub(super) const BEFORE: Words = Words(
    "carrot, passionfruit, pear, peach, cherry, raspberry, pumpkin, spinach, lentil, tofu, \
     prawn, crab, salmon, side, medium, big, extra-large, family, spicy, pepperoni, lamb, fish, \
     turkey, tuna, garlic, caramel, strawberry, vanilla, mango, lemon, lime, apple, blueberry, \
     coconut, peanut, tomato, onion, mushroom, potato, sweet, rice, egg, bean, corn, mac, \
     roast, roasted, baked, smoked, bbq, buffalo, club, chilled, sparkling, still, tonic, red, \
     white, root, ginger, green, black, pulled, crispy, loaded, cheddar, mozzarella, \
     margherita, hawaiian, barca, file, pad, veggie, vegan, vegetarian, cheese, french, large, \
     small, grilled, fried, chocolate, orange, diet, double, chickpea, beef, pork, chicken, \
     fruit, caesar, banana, milk, shrimp, passion, pineapple, ice, bacon, hot, iced, house",
);

/// What stands behind `de` in the name of a dish.
pub(super) const FILLINGS: Words = Words(
    "caja, graviola, cupuacu, tamarindo, seriguela, umbu, pitanga, jabuticaba, melancia, melao, \
     kiwi, framboesa, ameixa, pessego, amora, hortela, gengibre, beterraba, couve, espinafre, \
     abobora, abobrinha, berinjela, aipim, macaxeira, inhame, ervilha, lentilha, cogumelo, \
     bacon, presunto, salame, linguica, mignon, picanha, cordeiro, porco, lombo, pato, peru, \
     lula, polvo, lagosta, caranguejo, salmao, robalo, dourado, pintado, jamon, jamaica, \
     horchata, guayaba, mamey, sandia, melon, durazno, manzana, pera, res, cerdo, ternera, \
     pavo, cordero, atun, merluza, bacalao, mariscos, pulpo, verduras, espinaca, calabaza, \
     choclo, elote, papa, frijol, frijoles, lentejas, nuez, almendra, vainilla, dulce, \
     caramelo, cajeta, chips, fries, rice, wine, water, coffee, tea, queijo, leite, \
     grao-de-bico, grao, frutas, fruta, casa, camarao, chocolate, cenoura, coco, morango, \
     carne, frango, peixe, legumes, batata, mandioca, palmito, calabresa, uva, limao, caju, \
     goiaba, manga, abacaxi, maracuja, laranja, acerola, tilapia, banana, naranja, pina, pollo, \
     queso, fresa, frutilla, maracuya, garbanzo, garbanzos, camaron, camarones, ninho, doce, \
     nutella, pepperoni, atum, bacalhau, siri, costela, pernil, feijao, sol, panela, forno, \
     fruits, chicken, beef, day, dia",
);
